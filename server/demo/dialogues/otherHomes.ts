/** The shorter conversations. How they are written: see `elmStreet.ts`. */

export const oakAvenue = `
@ 38d 12:40
A: 9 Oak Avenue is a different animal: a Victorian with bay windows, two blocks from the farmers' market.
C: It's beautiful, but is it a lot of house for two people?
A: Four bedrooms. You could rent out the garden level, it has its own entrance and a permit.
C: Interesting. What would it rent for?
A: About 1,900 a month. The unit two doors down went for 1,850 last spring.
@ 37d 19:22
C: We walked around it in the evening. The stairs are steep!
A: Fourteen of them to the front door. It keeps you young, or it keeps you home.
C: My knees vote no, my heart votes yes.
A: Hearts can visit. Shall I keep it on the list?
C: Keep it, please. Just in case Elm Street falls through.
@ 26d 10:05
A: Since Elm Street is yours now, I'll leave this one here just for the view.
C: Deal. We'll wave at it on market days.
@ 1d 12:35
C: Funny question: is 9 Oak still available? My sister Anika is moving back in the spring.
A: It is! The price came down by 20,000 on Monday. How lovely, a sister nearby.
A: Four bedrooms would suit her and the twins, wouldn't they?
C: Exactly what I thought.
@ 70m
C: She's seen the pictures and has not stopped sending me floor plans.
C: Could you show her around the weekend after next? She lands on the Friday.
C: And she asks whether the garden level could be her studio. She does ceramics, so there would be a kiln.
`;

export const harborLane = `
@ 42d 11:15
A: As a contrast: a loft in the old cannery, 27 Harbor Lane. High ceilings, brick, a view of the masts.
C: Wow, those windows! Are they single glazed?
A: They were replaced in 2015 with double glazing that kept the old pattern. It's in the building's minutes.
C: What are the HOA dues?
A: 612 a month: water, garbage, roof, elevator, and the insurance of the building.
@ 41d 9:48
C: That's a lot. Is the reserve fund healthy?
A: 71 percent funded, no special assessment since 2012. Better than most.
C: And would they let a piano up in that elevator?
A: It's a freight elevator. They used to move tuna in it.
C: A grand entrance for a grand piano 😄
@ 40d 20:10
C: We like it, but we want a bit of ground of our own. It stays our plan B.
A: Understood. A very handsome plan B.
`;

export const juniperStreet = `
@ 42d 16:30
A: 118 Juniper Street: brick, three storeys, on the park. It needs work, but the bones are superb.
C: How much work are we talking about?
A: Kitchen, both bathrooms, and the windows at the back. I'd set aside 120,000 and a sense of humor.
C: We have the humor...
@ 39d 18:02
C: We talked it through. With both of us working, a renovation isn't for us right now.
A: A wise no is worth as much as a yes. I'll put it away.
`;

export const orchardRow = `
@ 36d 10:20
A: New construction, for comparison: 4 Orchard Row. Everything is under warranty for ten years.
C: So clean! Is it warm or is it a bit of an office?
A: Warmer than it looks. The cedar and the roof terrace help a lot.
C: How is the noise between the houses?
A: Double walls with a gap. I knocked, the builder's agent yelled on the other side, I heard nothing.
C: 😂 I'd have liked to see that.
@ 33d 17:31
C: We're leaning to Elm Street, but thank you for this one, it taught us what we don't want.
A: Which is?
C: White kitchens that look at you.
@ 1d 16:48
A: A little follow-up, no need to answer: Orchard Row has a community garden next to it, open to all of Elm Street too.
A: There is a waiting list of three months. If you'd like a plot in spring, now is the moment.
`;

export const chestnutHill = `
@ 29d 18:05
A: Hi Daniel, hello Grace! 85 Chestnut Hill Road is up: a farmhouse on two acres, and in the school district you wanted.
C: Hi Sarah! Grace saw the porch and left the room to call her mother.
A: That's usually a good sign.
C: How long is the school run?
A: Eleven minutes to Alder Elementary. The bus stops at the end of the lane at 7:40.
C: A bus! The kids will lose their minds.
@ 28d 8:15
C: Is it on city water?
A: No, it has its own well, 240 feet, tested in June: 9 gallons a minute, clean. And a septic tank from 2014.
C: We've never had either. Is it a hassle?
A: Septic: pumped every three or four years, 500 dollars. Well: a test every year, and a good pump company on speed dial.
C: Who is the good pump company?
A: Brothers called Fink. They argue all the time and fix everything.
@ 26d 14:40
C: Could we see it on Saturday, with the kids?
A: Gladly. 10 o'clock? Bring rubber boots, they'll find the creek within a minute.
C: There's a creek?!
A: There's a creek.
@ 25d 9:31
C: On our way, three children, four pairs of boots, don't ask.
@ 25d 15:20
C: They're asleep in the car, covered in mud, completely happy.
A: Best review this house has ever had. And the grown-ups?
C: Grace stood in that kitchen and just looked out of the window. I know that look.
C: My worry: it's 20 minutes to the hospital, and she's on call every other week.
A: I timed it for you: 17 minutes at night, 23 at rush hour. What does her contract say?
C: 30 minutes. So we're fine. We're actually fine!
@ 23d 19:12
A: I asked about the barn roof: metal, 2009, no leaks, and the owl stays.
C: There's an owl?
A: There's an owl. She's in the disclosures, under "other occupants".
C: Best disclosure ever.
@ 20d 12:30
C: We ran the numbers. With the price of our place here, we could go to about 905 without losing sleep.
A: They're at 925, and 41 days on the market. I think 895 is a conversation.
C: Would you make it depend on our sale?
A: I'd avoid it if your bank offers a bridge. A clean offer is worth more than the fifteen thousand between us.
C: The bank does bridges at 7.4 percent for six months.
A: That's about 1,100 a month for the gap. Compare it with what a contingency costs you in price.
@ 19d 21:03
C: We'd rather pay the 1,100. Grace says certainty has a price and that's a good one.
A: I'd hire Grace.
@ 16d 9:44
A: The sellers' agent called: they'd look at 900 with a quick close. No paper yet, just talk.
C: How quick is quick?
A: 25 days. They've found something in Oregon.
C: Our bank needs 21. It's tight, but possible.
A: Sleep on it. They're not in a hurry until Friday.
@ 15d 7:20
C: We slept. We dreamt about the owl. Let's write 895 and see.
A: Drafting now.
@ 9d 17:47
A: They came back with 902 and they'd throw in the mower, the workbench and the chicken coop.
C: With chickens?
A: Four chickens. They have names.
C: You can't tell our children that before we've signed.
A: My lips are sealed.
@ 5d 20:15
C: We'd do 900 with the chickens. That's our last word, says Grace. She means it kindly.
A: A kind last word is the best kind. I'll take it to them tomorrow morning.
@ 2d 13:26
A: They're away until the end of the week, but the agent sounded cheerful. I'd keep the weekend free.
C: Weekend kept. The boots are by the door.
`;

export const meadowLane = `
@ 27d 11:02
A: For the practical side of you: 210 Meadow Lane. One floor, big yard, a garage for two, ten minutes to everything.
C: Very sensible. Is that a pool behind the fence?
A: The neighbor's. Yours has a lemon tree and a trampoline that conveys.
C: Conveys! I love that word.
@ 24d 10:10
C: What's the roof's age? It looks older than the rest.
A: 2003, so there are five to eight years left. The sellers know, it's in the price.
C: Thanks. It's our sensible choice, if the farmhouse doesn't work.
A: Every family needs a sensible choice.
@ 18d 16:50
A: Price reduced to 689,000 today.
C: Noted! Still second in line.
@ 1d 18:05
C: Sarah, could you find out whether 210 Meadow has natural gas? Grace's mother asks. She'd live with us part of the year.
C: And whether one of the bathrooms has a walk-in shower, or room for one.
`;

export const mapleStreet = `
@ 22d 12:12
A: 14 Maple Street: the white colonial you drove past. Five bedrooms, and the maples are just turning.
C: Those trees! Who rakes all that?
A: You, three children and a lot of hot chocolate.
C: What are the taxes?
A: 9,840 last year. With the new assessment it'll be closer to 11,000.
C: Ouch. And the heating?
A: Oil, sadly. A conversion to a heat pump runs around 24,000, less the rebate of 6,000.
@ 21d 18:55
C: It's gorgeous, but it eats money. Let's keep it as a picture on the fridge.
A: On the fridge it goes.
C: Grace asks whether they'd take an offer far below. 780, say?
A: They turned down 820 last week. I'd rather not annoy them for sport.
C: Fair.
`;

export const beaconStreet = `
@ 12d 10:36
A: 3 Beacon Street has just become available: a shingled Cape with dormers, a short walk from the school.
C: It's very pretty. Four bedrooms?
A: Three and a study that everyone uses as a fourth.
C: Could we see it this week?
A: Thursday at 4, right after school?
C: Perfect, we'll bring the jury.
@ 10d 19:40
C: The jury liked the attic room and fought about it all the way home.
A: A strong sign. And you two?
C: Cosy, maybe too cosy with a fourth child on the way. There, now you know before our parents do.
A: Oh Daniel, congratulations!! My lips are sealed twice now.
@ 1d 17:02
A: I asked the owner of Beacon Street about the attic: there's a plan by an architect for a second dormer and a bathroom up there.
A: Approved in 2022 and valid until next November. Cost at that time: about 68,000.
A: With a fourth bedroom up there it might not be too cosy after all. Shall I send you the drawings?
`;

export const sycamoreCourt = `
@ 24d 17:15
A: Something for the design lovers: 72 Sycamore Court, mid-century, all glass towards the garden.
C: Grace's dream at 25. With three kids it's mostly a lot of glass.
A: I had to show it to you once.
C: We're glad you did. But it's a clear pass from us.
@ 11d 9:20
A: Just so you know: Sycamore Court has sold, over asking. I'm closing this conversation, everything stays here to read.
`;

export const alamedaWay = `
@ 17d 14:18
A: 41 Alameda Way: Spanish revival, arches, a courtyard. It's five minutes from Grace's hospital.
C: Five minutes! How is the garden for kids?
A: Mostly courtyard and lavender. Fine for reading, less so for football.
C: We have one reader and two footballers.
A: Then it's a minority report.
C: 😄 Keep it for now. The hospital argument is strong.
`;

export const lakeshoreRoad = `
@ 33d 9:00
A: Good morning Ruth! I believe I've found your morning coffee spot: 5 Lakeshore Road. Log cabin, own jetty, east-facing.
C: My dear Sarah, that jetty. Is the water clean enough to swim?
A: The county tests it every month: excellent since 2010. And the boat conveys, if you promise to repaint it.
C: I promise to repaint it blue.
@ 32d 16:21
C: Can one get there in winter?
A: The road is plowed to number 7. You'd be at number 5, so the plow turns around in front of your door.
C: I'll bake for the plow driver.
A: His name is Earl, and that's exactly how it's done.
@ 30d 11:11
C: My son thinks a cabin at 71 is a mad idea.
A: What do you think?
C: I think he'll be the first to bring the grandchildren.
A: I've seen that movie many times. It always ends with him fixing the jetty.
@ 27d 10:33
C: I drove up alone yesterday and sat on the steps for an hour. A heron came.
A: How was the cell reception?
C: None at all. It was heaven.
A: For safety there's a landline in the kitchen, and fiber is planned for next summer.
@ 22d 15:05
A: The surveyor confirmed the jetty: permit from 1988, renewed through 2031. The boathouse footprint is yours, too.
C: I could build a boathouse?
A: Up to 240 square feet, one storey.
C: Now you've started something.
@ 13d 17:40
C: What would it cost to keep, all in all?
A: Taxes 4,100, insurance 2,300 because of the trees, road association 400, power about 90 a month.
C: Less than my tennis club, and with a heron.
@ 4d 12:09
A: There's a second interested party since yesterday. No need to hurry, but it would be good to know where your heart is.
C: My heart is on that jetty. My head is doing sums.
A: Take your time with the sums. I'll hold the door open as long as I can.
@ 52m
C: The sums are done, Sarah. I would like to make an offer.
C: 540, cash, and they may take their time with moving out.
C: I spoke with my son. He asked whether there's room for a workbench. I think he's coming round.
C: Would you call me after lunch? I'd rather say the number out loud once.
`;

export const pineHollow = `
@ 31d 13:13
A: 22 Pine Hollow Road, for the romantic in you: an A-frame between the firs, built in 1968 and restored last year.
C: It looks like a tent that grew up.
A: That's the best description I've heard.
C: Is the bedroom up a ladder?
A: A proper stair, with a rail. I checked, thinking of you.
@ 28d 18:18
C: Lovely, but is it dark? All those trees.
A: Dappled until noon, sunny from noon till five. In winter, an hour less.
C: I'm a morning person, so probably the lake.
@ 1d 13:45
A: Pine Hollow had a price change: 485,000 instead of 510,000. If the lake gets away from us, this is a fine second.
`;

export const roseLane = `
@ 29d 10:45
A: And one that's a bit closer to town: 8 Rose Lane. Stone, 1911, with the garden of a lady who loved her roses.
C: Oh, the roses. Who cares for them now?
A: A neighbor, twice a week. He'd go on doing it.
C: How thick are the walls?
A: Eighteen inches. Cool in summer, and your radio stays yours.
C: It's charming. I'd be a lady in a cottage, though. I'd rather be a lady in a boat.
A: I understand completely.
`;

export const vineyardRoad = `
@ 28d 14:02
A: 2 Vineyard Road: warm, sunny, all on one floor, and a view of the rows.
C: A little grand for me, Sarah. Five bathrooms for one Ruth.
A: You could bathe in a different one every day, weekends off.
C: Ha! No, dear. Put it away.
`;
