/**
 * A whole purchase in one conversation, from the first message to the last days before the keys: long enough to scroll for a while.
 * `@ 41d 18:12` is a day and a time of day, `@ 95m` so long ago; `A` is the agent, `C` the client. See `parseDialogue`.
 */
export const elmStreet = `
@ 44d 17:42
A: Hi Maya! I just added 12 Elm Street to your timeline. It came on this morning and I thought of you straight away.
A: 1924 craftsman, three bedrooms, deep porch, and the kitchen faces the garden.
C: Oh, that porch. Sold 😄
C: Is it as nice inside as the pictures suggest?
A: I walked through it at noon. Original fir floors, built-in bookcases, and the light in the living room is lovely around four.
C: And the catch?
A: One bathroom upstairs is very 1987. And the garage is more of a shed with ambitions.
C: We can live with ambitions. What are they asking?
A: 749,000. For the street that's fair, maybe a touch under.
C: Theo is already measuring our sofa. When could we see it?

@ 43d 9:05
A: Good morning! I can get us in on Thursday at 5:30 or Saturday at 10. Which is better?
C: Thursday, please. I'd rather not wait for the Saturday crowd.
A: Smart. Thursday 5:30 it is. I'll meet you on the porch.
C: Do we need to bring anything?
A: Just shoes that come off easily, the sellers are particular about the floors.
C: Noted. Theo says he'll wear his good socks.

@ 41d 12:20
C: We drove past last night, hope that's ok. It was so quiet!
A: Of course it's ok, I encourage it. What did you think of the street?
C: Big trees, kids on bikes, one very opinionated cat.
A: That's Biscuit. He belongs to number 14 and believes he owns the block.
C: Is the train far? I couldn't tell on the map.
A: Nine minutes on foot to Alder Bay station. I've timed it in heels.
C: 😂 Then eight for me.

@ 41d 16:48
A: Leaving the office now. There may be another couple just finishing when we arrive, don't let it rush you.
C: On our way. Parking ok on Elm?
A: Yes, no permits before 6. Anywhere after the blue mailbox.

@ 41d 19:35
C: Thank you for showing us around! We can't stop talking about it.
A: I could tell when Theo lay down on the window seat.
C: He does that when he means it.
C: A few things we noticed: a water stain in the small bedroom's ceiling, and the back door sticks.
A: Good eyes. The stain is in the disclosures: a roof leak two winters ago, repaired, with an invoice. I'll ask for the paperwork.
C: And the noise at the back? A sort of hum.
A: That's the neighbor's pool pump, it runs from five to eight. I'll find out whether that's every day.
C: You are thorough. I like it.
A: It's your money and your sleep. I'll be thorough.

@ 40d 8:30
A: Quick update: the pump runs on a timer, 5 to 8 pm, May to September only.
C: So three hours in summer, when we're at the beach anyway.
A: Exactly how I'd see it.
C: Could we get the disclosures to read over the weekend?
A: Requested this morning. They usually send them within a day.

@ 39d 14:11
A: Disclosures are here: 84 pages. I've read them all so that you can start with page 3, 17 and 41.
C: You're a hero. What's on 41?
A: The sewer line. Clay pipe, original, with roots at 38 feet. It was cleaned last year but not replaced.
C: Is that expensive?
A: A liner runs about 9,000 to 12,000. It's the sort of thing we can put into the negotiation.
C: And 17?
A: Electrical: the panel was upgraded to 200 amps in 2016, with permits. That's good news for an old house.
C: And page 3 is the roof?
A: Page 3 is the roof. Composition shingle, 2011, the leak was flashing around the chimney. Invoice attached, 1,450 dollars.
C: Ok. Reading tonight with a glass of wine.
A: The best way to read disclosures.

@ 38d 10:02
C: Read everything. Theo made a spreadsheet.
A: Of course he did. I respect it.
C: Our questions: 1) age of the water heater 2) any insulation in the walls 3) was the addition at the back permitted?
A^1: 1) 2019, 50 gallons, gas. 2) Attic yes, walls no, which is normal for 1924. 3) Let me pull the permit history at the city, that one deserves a proper answer.
C: Thank you. The addition is the room I'd work in, so I care.
A: Then I'll go there in person. They answer faster when you stand at the counter.

@ 36d 15:27
A: Back from the city. The addition has a permit from 1998 and a final inspection in March 1999. Clean.
C: Hooray!
A: One small thing: the garage was re-roofed without one. It's minor, but you should know.
C: A shed with ambitions and a secret.
A: Put that on the listing.
C: What would you do, if you were us?
A: I'd go again, in daylight, with a tape measure, and stay in each room for five minutes without talking.
C: That's oddly good advice.
C: Could we do Sunday?
A: Sunday at 11 works. The sellers will be out until 1.

@ 35d 18:50
C: Talked to my parents. My dad wants to know if the foundation is bolted.
A: Tell your dad he asks the right questions. Yes: bolted and braced in 2008, it's on page 22.
C: He's impressed. He does not impress easily.
A: I'll take it.

@ 34d 10:41
A: See you at 11! It rained last night, so look for water where water shouldn't be.
C: That's a fun treasure hunt.
C: Running five minutes late, the bridge was up.
A: No rush, I'm early and Biscuit is keeping me company.

@ 34d 13:20
C: The dry basement made me happier than it should.
A: A dry basement after a night of rain is worth a hundred pages of report.
C: Sofa fits. Bookcases: yes. My grandmother's piano: only along the north wall.
A: The north wall is an inside wall, which the piano will like.
C: How do you know these things?
A: I sold a house to a piano tuner once. He explained humidity to me for an hour.
C: Theo wants to know what the heating costs in winter.
A: The sellers gave me their bills: 160 a month on average, 240 in January.
C: That's less than our drafty apartment!

@ 33d 19:15
C: We think we want it. Is that too quick?
A: You've seen it twice, read 84 pages and counted the outlets. That isn't quick.
C: I counted outlets, didn't I.
A: You did, out loud. Let's talk about money tomorrow, when you've slept.

@ 32d 9:30
A: Did you sleep?
C: Like a stone. Still want it.
A: Then step one: is your pre-approval letter still current?
C: It's from two months ago, up to 780.
A: Ask the lender for a fresh one in the exact amount of the offer. We don't want to show the seller how high you could go.
C: Makes sense. I'd never have thought of that.
A: Who is your lender?
C: Harbor Credit Union, a Ms. Delgado.
A: Inés is excellent. She answers e-mail at six in the morning.
C: I've noticed 😅

@ 31d 11:48
C: Ms. Delgado says 30 years fixed, 6.1 percent, with 20 percent down.
A: That's competitive. Ask what it costs to lock the rate for 45 days.
C: Why 45?
A: 30 days to close, and 15 because something always takes longer.
C: She says the lock is free for 45 and a quarter point for 60.
A: Take the 45.
C: And points? She offered 5.9 with one point.
A: One point is about 6,000 dollars. You'd earn it back after roughly seven years. Do you see yourselves there in seven years?
C: With the piano? Yes.
A: Then it's a fair choice either way. Keep the cash if it makes you sleep better: old houses like to have a little cash nearby.
C: Cash it is.

@ 30d 16:05
A: Here's what sold nearby in the last six months: 20 Elm for 762, 5 Cedar for 735, 41 Elm for 780 with a new kitchen.
C: So 749 isn't crazy.
A: Not at all. I expect one or two other offers though, the open house was busy.
C: How busy?
A: 31 groups on Saturday. But curious neighbors count double.
C: Do we have to go over?
A: Not necessarily. Sellers like certainty as much as money. You have a good letter, a flexible move-in, and you've already read everything.
C: What's our number then?
A: I'd start at 752, with a ten day inspection, and offer them two weeks after closing to move out, free of rent.
C: Why the two weeks?
A: Their new place isn't ready until the 20th. It costs you little and it solves their biggest problem.
C: You talk to people, don't you.
A: It's most of the job.

@ 29d 20:22
C: We talked for two hours and ate a whole cake. 752 it is.
A: What kind of cake?
C: Lemon. It matters?
A: Lemon cake decisions are usually good ones. I'll draft it tonight.

@ 28d 8:12
A: The offer is in your inbox to sign: 16 pages. Page 2 is the price, page 5 the contingencies, page 9 the two weeks.
C: Reading now with coffee.
C: Page 5: what's the difference between the loan and the appraisal contingency?
A: Loan: you can step back if the bank says no to you. Appraisal: you can step back if the bank says no to the house at that price.
C: And we keep both?
A: We keep both. You're first-time buyers, I don't let you jump without ropes.
C: ❤️
C: Signed, both of us.
A: Sending it to Mr. Abbott now. He has until tomorrow at 5.
C: How will we survive until tomorrow at 5?
A: Go to the beach. Leave the phone in the car.

@ 27d 12:36
C: Anything?
A: Nothing yet. Silence before noon is normal.
C: We did go to the beach. I took the phone along in a sock.
A: I'm not surprised.

@ 27d 16:41
A: Call me when you can?
C: In a meeting until 5! Good or bad??
A: Neither: a counter-offer. There was a second offer at 755 without contingencies.
C: Oh no.
A: Breathe. They'd rather have you. They liked the two weeks and that you asked about the bookcases.
A: They counter at 758, with everything else as you wrote it.
C: Six more. What do you think?
A: I think 755 would say yes. You'd match the other on price and beat it on everything they care about.
C: Won't they just take the other one?
A: It could happen. I put it at one in five. Mrs. Abbott grew up in that house, she wants someone for it.
C: Let me call Theo.

@ 27d 17:55
C: 755. And tell Mrs. Abbott that the piano was my grandmother's.
A: I will tell her. Sending.
C: I can't feel my fingers.
A: Put them around a cup of tea.

@ 27d 20:08
A: Maya.
A: They accepted. 755,000, two weeks free, ten days for inspections. Congratulations!! 🎉
C: AAAAAAH
C: I'm crying in a parking lot
C: Theo is running around the car
A: The best sort of parking lot.
C: What happens now?
A: Tonight: nothing, celebrate. Tomorrow: deposit to escrow, and I book the inspectors.
C: Thank you, thank you, thank you.

@ 26d 9:14
A: Good morning, almost-homeowner. The deposit is 22,650, three percent. Escrow's wire instructions come from Alder Title, and please call them to confirm the account before you send anything.
C: Call the number in the e-mail?
A: No, never that one. Call the number on their sign or their website. Wire fraud is the one thing in this business that really scares me.
C: Understood. Calling the one on the website.
C: Confirmed with a person called Dolores, wire is out.
A: Dolores is real. I've had lunch with her.

@ 26d 14:30
A: Inspections: general on Tuesday at 9, sewer camera at 11, chimney on Wednesday at 2. Can one of you be there?
C: I'm taking Tuesday off. Theo does the chimney, he's the romantic one.
A: Perfect. Bring a notebook for Tuesday: Walt talks fast, and everything he says is worth writing down.

@ 24d 7:55
C: On my way! Should I bring Walt a coffee?
A: Black, no sugar. He'll adopt you.

@ 24d 13:12
C: Three hours! I've been in a crawl space! I own a headlamp now!
A: Look at you. How did Walt sum it up?
C: "A good old house that has been loved, with the problems of its age."
A: From Walt that's poetry.
C: His list: the sticking door is a settled sill, two outlets without ground, the upstairs fan blows into the attic instead of outside.
A: All small. And the sewer?
C: Roots, as promised. Camera guy says liner, 10,400.
A: Now we have a number. Send me his report when it comes.
C: Just forwarded it.
A: Got it. I'll write the request for repairs once we have the chimney.

@ 23d 15:46
C: Theo reports: chimney fine, but the flue needs a new liner if we want real fires. 3,100.
A: And do we want real fires?
C: Theo wants real fires.
A: I'm adding it to the list, but I'd put our weight on the sewer. Ask for everything and you get a bit of everything; ask for the one thing and you get it.
C: I trust you.

@ 22d 10:20
A: Draft request: credit of 10,400 for the sewer, fan to be vented outside by a licensed person, the two outlets grounded. Chimney and door are yours.
C: Sounds fair. Theo grumbles about the chimney but he knows.
A: Tell him I know a mason who gives discounts to romantics.
C: Ha. Sent him that word for word.

@ 21d 17:33
A: Answer from the Abbotts: 9,000 credit, fan and outlets done by Friday. They'd like to keep the porch swing.
C: The swing!
C: I had plans for that swing.
A^2: I can ask for the swing instead of 500 dollars.
C: Is that a thing?
A: Everything is a thing if you write it down.
C: Then please write down the swing.

@ 21d 19:02
A: 8,700, fan, outlets, and the swing stays.
C: You negotiated a swing!
A: I'm putting it on my business card.
C: Yes yes yes. Where do we sign?
A: In your inbox. Page 1, one signature each.
C: Done!

@ 20d 11:15
C: A question about insurance. Our company wants photos of the electrical panel and the water heater?
A: Normal for a house of that age. Walt's report has both on pages 12 and 19, just send those.
C: You're right, it's all there. They quote 1,480 a year.
A: That's good. Ask whether it's replacement cost or actual value.
C: Replacement. I asked because you asked about everything else.
A: My work here is nearly done.

@ 19d 8:40
A: Today the appraiser goes in. Nothing to do for you.
C: Should I be nervous?
A: Three sales on the same street between 735 and 780. I'd be a bit nervous about the weather instead.

@ 17d 13:58
A: Appraisal came in: 760,000.
C: So the bank thinks we got a deal?
A: The bank thinks you're five thousand dollars cleverer than the price.
C: Framing that.

@ 16d 9:21
C: The lender wants another letter about where the down payment came from. Is something wrong?
A: No, underwriters are like that. They'll ask for the same thing three times in three different fonts.
C: It was the gift from my parents. They want my dad to sign something.
A: The gift letter, yes: that it's a gift and not a loan. There's a form, Inés has it.
C: Dad signed, scanned it upside down, sent it to you by mistake.
A: I have it here. A fine signature. Turned around and forwarded.
C: 🙈 thank you

@ 15d 18:26
C: Can I ask something silly?
A: Those are my favorites.
C: Do we get to paint before we move in? With the Abbotts still there for two weeks?
A: Not while they live there. But they offered to empty the small bedroom early, so you could start with that one.
C: The one with the stain? Perfect, I want that stain gone.
A: Use a stain blocking primer first or it'll come back to haunt you.
C: What color would you take? We're between a warm white and a pale green.
A: That room looks north. Warm white there, green where the sun comes in.
C: You should charge for this.
A: I do, it's in the price of the swing.

@ 14d 12:07
A: Two weeks to go. Here's what is left: loan approval, final numbers from escrow, walk-through, signing, keys.
C: It looks so short like that.
A: It is short. The long part was you two and the cake.
C: When do we give notice on our apartment?
A: When the loan is approved, not a day before. I've seen what happens otherwise.
C: Ok, waiting. Landlord is nice anyway.

@ 13d 10:49
C: LOAN APPROVED!! Inés just called. At 6:10 in the morning, of course.
A: Of course! That's the big one. Congratulations, Maya.
C: So now we may give notice?
A: Now you may give notice. With a date three days after the Abbotts leave, please. Buffers are a form of kindness.
C: To whom?
A: To yourselves.

@ 12d 15:31
C: Which mover would you take? We have three quotes from 900 to 2,600.
A: Is the piano in all of them?
C: ... it is only in the one for 2,600.
A: There's your answer. Or take the 900 and a piano specialist, about 450.
C: That makes 1,350. You're good at this.
A: Ask the specialist about the porch steps, there are seven of them.
C: He says seven is nothing. He once did a spiral staircase.

@ 11d 9:00
A: Paperwork day: the closing disclosure is out. Please read the page with cash to close, and compare it with Inés's estimate.
C: Estimate was 158,200. This says 157,914.
A: Lower is what we like. By law you now have three days to look at it, no signing before Friday.
C: Three days to stare at numbers.
A: Or three days to pick door handles.
C: How did you know about the door handles?
A: Everybody who buys a craftsman goes through a door handle phase.

@ 10d 19:44
C: It's oil rubbed bronze. We've decided. It took four hours.
A: A fine choice, and it hides fingerprints.

@ 9d 13:25
A: The fan is vented and the outlets are grounded, I have photos and the electrician's invoice. Uploading them for you.
C: Looks so tidy. Could he do the porch light as well, later?
A: His number is on the invoice. Rafa, very reliable, brings his own lunch and his own radio.
C: What kind of music?
A: Boleros.
C: Hired.

@ 8d 11:10
C: What about the utilities? Do they switch over on their own?
A: No: water and garbage go through the city, power and gas you transfer yourselves. I'll send a list with phone numbers.
A: Water: city hall, 2nd floor. Power and gas: online, takes ten minutes. Internet: book now, they're out two weeks.
C: Done, done, and the internet comes on the 24th between 8 and 8.
A: "Between 8 and 8." Bring a book.

@ 7d 16:36
A: Would Saturday at 10 suit you for the final walk-through?
C: Yes! What do we look for?
A: That it's empty where it should be empty, that what should be there is there, and that everything still runs: taps, stove, heating, windows.
C: And the swing.
A: I'll sit on it myself. For quality control.

@ 6d 9:18
C: My mother asks whether there's an auspicious time to get the keys.
A: Tell me the time and I'll see what I can do. I once did a closing at 4:44 in the morning.
C: She says Thursday between 10 and 12.
A: Recording is usually at 10:30. Your mother and the county agree.
C: She's delighted. She's sending sweets to your office.
A: Now I'm delighted as well.

@ 5d 14:02
A: A box has arrived. There are at least forty sweets in it. My whole office loves your mother.
C: The orange ones first. Always the orange ones.
A: Too late, they were gone before I'd read the card.

@ 4d 10:27
C: Walk-through tomorrow! Anything to bring?
A: A phone charger to test outlets, and the tape measure that lives in Theo's pocket.
C: He says it's for emergencies.
A: Naturally.

@ 3d 12:15
A: That went well! I'm writing down the two things: the missing screen in the dining room and the garage remote.
C: And the note in the kitchen drawer. I cried a little.
A: What did it say? I didn't want to read over your shoulder.
C: "The third step creaks so that you hear the children come home. Please don't fix it. Anne Abbott."
A: Oh, Anne.
C^2: We'll never fix it.
A: The screen is in the garage, behind the ladder, they say. The remote is in the mail.

@ 3d 18:40
C: Theo found the screen already. It was behind the ladder.
A: Case closed. Signing is at Alder Title, 3 pm the day before the keys. Bring your passports or driver's licenses, both of you.
C: Do we also need a checkbook?
A: No, the wire is enough. Same rule as before: call Dolores on her known number first.
C: Calling Dolores is my favorite part by now.

@ 2d 11:22
C: Wire sent, Dolores confirmed, she says hi.
A: Hi back. That was the last big thing on your side.
C: I keep opening the photos of the porch.
A: I keep a list of people who do that. They're the ones who stay.
C: What do people usually forget on the first day?
A: Light bulbs, toilet paper, a shower curtain and something to open bottles with.
C: Writing it down in exactly that order.

@ 1d 15:10
C: One more thing: can the piano come on the same morning as the boxes?
A: Let the piano come second, at noon. First the boxes, then a cleared path, then the queen.
C: The queen! I'm telling my mother.
A: How is she about the forty sweets? I'd like to write her a card.
C: She'd frame it. I'll send you her address.

@ 1d 17:20
A: Escrow has everything: your wire, the loan documents, the Abbotts' signatures. We're ready to record.
C^1: I read that three times to be sure.
A: Read it a fourth time, it's still true.
C: 10:30 then?
A: 10:30. I'll bring the keys to the porch.

@ 95m
C: Biscuit was on our steps just now. Sitting on the third one.
A: Then it's official. You've been accepted by the management.
C: 😻 See you on the porch!
A: See you there. Bring tissues, one of us always needs them.
`;
