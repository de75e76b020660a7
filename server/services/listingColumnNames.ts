/**
 * What agents' exports call their columns. Names are written as their letters and digits alone, in lower case. Sources: RESO Data
 * Dictionary, the headers of Redfin, Zillow, Realtor and MLS exports, and German portals.
 */

/** What a column can hold. The parts after `longitude` are put together with others into one of the fields before. */
export type ListingColumn =
  | 'listingKey'
  | 'address'
  | 'city'
  | 'stateOrProvince'
  | 'postalCode'
  | 'price'
  | 'bedrooms'
  | 'bathrooms'
  | 'livingArea'
  | 'propertyType'
  | 'status'
  | 'imageUrl'
  | 'latitude'
  | 'longitude'
  | 'streetNumber'
  | 'streetNumberBehind'
  | 'streetDirPrefix'
  | 'streetName'
  | 'streetSuffix'
  | 'streetDirSuffix'
  | 'unitNumber'
  | 'otherPrice'
  | 'rooms'
  | 'bathroomsDecimal'
  | 'bathroomsTotal'
  | 'bathroomsFull'
  | 'bathroomsThreeQuarter'
  | 'bathroomsHalf'
  | 'livingAreaUnits';

/** The property field that a part belongs to, for the report. */
export const fieldOfPart: Partial<Record<ListingColumn, ListingColumn>> = {
  streetNumber: 'address',
  streetNumberBehind: 'address',
  streetDirPrefix: 'address',
  streetName: 'address',
  streetSuffix: 'address',
  streetDirSuffix: 'address',
  unitNumber: 'address',
  otherPrice: 'price',
  rooms: 'bedrooms',
  bathroomsDecimal: 'bathrooms',
  bathroomsTotal: 'bathrooms',
  bathroomsFull: 'bathrooms',
  bathroomsThreeQuarter: 'bathrooms',
  bathroomsHalf: 'bathrooms',
  livingAreaUnits: 'livingArea',
};

/** The known names of each column, the preferred one first: a row is read from the first of them that says something. */
export const columnNames: Record<ListingColumn, string> = {
  listingKey: `listingkey listingid mlsnumber mls mlsid mlsno mlsnum mlnum mlslistingid mlslistingnumber mlnumber mlno mlsref
    listingnumber listingno listnumber listno listingkeynumeric listingreference sourcelistingid zpid reference referencenumber
    referenceno refno ref propertyreference propertyref propertyid objektnummer objektnr`,
  address: `unparsedaddress fulladdress address propertyaddress listingaddress streetaddress siteaddress situsaddress formattedaddress
    addressfull fullstreetaddress address1 addressline1 streetaddress1 streetaddressline1 homeaddress addr fulladdr streetaddr
    propertyaddr siteaddr adresse anschrift`,
  city: 'city cityname town addresscity propertycity locality addresslocality postalcity municipality citytown ort stadt wohnort',
  stateOrProvince: `stateorprovince state province stateprovince statecode addressstate propertystate addressregion
    stateabbreviation provincestate stateprov st bundesland`,
  postalCode: `postalcode zippostalcode ziporpostalcode zipcode zip postcode postal postalzip zippostal zip5 addresszip
    addresszipcode propertyzip addresspostalcode plz postleitzahl`,
  price: `listprice listingprice currentlistprice currentprice currprice price askingprice askprice asking guideprice pricelist lp
    unformattedprice priceusd priceeur pricegbp pricecad priceaud pricechf pricelisted kaufpreis preis`,
  bedrooms: `bedroomstotal bedrooms beds bedstotal totalbedrooms totalbeds totbedrooms totbeds totalbr totbr bed bedroom bedroomcount
    bedcount numberofbedrooms numberofbeds noofbedrooms noofbeds numbeds numbedrooms numberbeds numberbedrooms numberbr numberbrs br brs
    bd bds bdrms bdrm schlafzimmer`,
  bathrooms: `bathrooms baths bath bathroom numberofbathrooms numberofbaths noofbathrooms noofbaths numbaths numbathrooms numberbaths
    numberbathrooms numberba ba bths badezimmer`,
  livingArea: `livingarea livingareasqft livingareasquarefeet sqft squarefeet squarefootage squareft sqfeet sqfootage sqftliving
    livingsqft livingareatotal totallivingarea sqfttotal totalsqft totalsquarefeet heatedsqft heatedarea areasqft areasquarefeet
    interiorsqft approxsqft sqftapprox apxsqft approximatesqft approximatesquarefeet approxsquarefeet finishedsqft finishedsquarefeet
    homesizesqft sizesqft homesize housesize floorarea floorareasqft floorsize grosslivingarea grosslivingareasqft livingspace gla sf
    buildingareatotal buildingsqft bldgsqft abovegradefinishedarea livingareasqm livingaream2 sqm squaremeters squaremetres areasqm
    aream2 sizesqm sizem2 floorareasqm flooraream2 m2 wohnflache wohnflaeche wohnflacheinm2 wohnflaecheinm2`,
  propertyType: `propertytype propertysubtype proptype hometype type propertykind dwellingtype buildingtype propertyclass subtype
    objektart immobilientyp`,
  status: 'standardstatus mlsstatus listingstatus status currentstatus propertystatus homestatus salestatus liststatus',
  imageUrl: `imageurl photourl mediaurl primaryphotourl primaryphoto mainphotourl mainphoto primaryimageurl primaryimage mainimage
    mainimageurl coverphoto coverimage photo image picture pictureurl photolink imagelink listingphoto listingphotourl imgsrc imgurl img
    photo1 image1 picture1 photourl1 imageurl1 thumbnailurl thumbnail photos images pictures photourls imageurls media`,
  latitude: 'latitude lat geolatitude geolat gpslatitude propertylatitude',
  longitude: 'longitude lng lon long geolongitude geolng geolon gpslongitude propertylongitude',
  streetNumber: 'streetnumber streetnumbernumeric streetno housenumber houseno addressnumber stnumber buildingnumber',
  /** In German, the number stands behind the street. */
  streetNumberBehind: 'hausnummer hausnr',
  streetDirPrefix:
    'streetdirprefix streetdirectionprefix streetpredirection predirection predir streetdirection streetdir',
  /** A column called "street" holds the name alone, or the line with its number. */
  streetName: 'street addressstreet straße strasse streetname stname',
  streetSuffix: 'streetsuffix streettype stsuffix',
  streetDirSuffix: 'streetdirsuffix streetdirectionsuffix streetpostdirection postdirection postdir',
  unitNumber: `unitnumber unit unitno aptnumber apt aptno apartmentnumber apartment suite suitenumber addressunit addressline2
    address2 streetaddress2 streetaddressline2`,
  /** What it sold for or once cost: no price to show where the list price is withheld, only where none is given. */
  otherPrice: 'saleprice sellingprice soldprice closeprice closingprice originallistprice',
  /** Rooms of all kinds, where no column has the bedrooms. */
  rooms: 'zimmer zimmeranzahl anzahlzimmer',
  bathroomsDecimal: 'bathroomstotaldecimal bathstotaldecimal',
  bathroomsTotal: `bathroomstotal bathstotal totalbathrooms totalbaths totbathrooms totbaths totalba totba bathroomcount bathcount
    bathroomstotalinteger bathstotalinteger`,
  bathroomsFull: `bathroomsfull fullbaths fullbathrooms fullbath bathsfull bathfull numberfullbaths nooffullbaths numfullbaths
    totalfullbaths`,
  bathroomsThreeQuarter: 'bathroomsthreequarter threequarterbaths bathsthreequarter',
  bathroomsHalf: `bathroomshalf halfbaths halfbathrooms halfbath bathshalf bathhalf numberhalfbaths noofhalfbaths numhalfbaths
    totalhalfbaths`,
  livingAreaUnits: 'livingareaunits livingareaunit areaunits sqftunits livingareaunitofmeasure',
};
