"""Columns that people keep in tables: what they are called, and what stands in them.

A concept is a row: its domain, the names that different people give it, and the kind of its values.
The first names are plain; later ones are what other teams would write. Kinds: values.py.
"""

# domain | names, comma separated | kind | argument
CONCEPTS = """
shop | order_id, purchase number, OrderNo, ord_ref, sales order key | code | SO-######
shop | customer_id, client number, CustNo, buyer ref, account key | code | C#####
shop | order date, purchased on, OrderDt, date of sale, placed at | date | 2015
shop | ship date, dispatched on, ShippedDate, delivery start | date | 2016
shop | quantity, qty, units, number of items, amount ordered | integer | 1 40
shop | unit price, price each, item price, PricePerUnit, cost per piece | money | 1 400
shop | total, order amount, gross sum, invoice total, sum payable | money | 10 9000
shop | discount, rebate pct, price reduction, DiscRate | percent | 0 40
shop | tax rate, VAT, sales tax percent, mwst | percent | 5 25
shop | currency, currency code, curr, iso currency | choice | currency
shop | product name, article, item description, goods | words | product
shop | category, product group, item class, department of goods | choice | goods
shop | sku, stock keeping unit, article number, item code | code | LL-####
shop | barcode, ean, gtin, product barcode | ean |
shop | order status, state of order, fulfilment state, OrdStat | choice | order_status
shop | payment method, paid by, pay type, means of payment | choice | payment
shop | gift wrap, wrapped as gift, is gift, gift flag | flag |
shop | coupon code, voucher, promo code, promotion key | code | LLLL##
shop | warehouse, storage site, depot, stock location | choice | city
shop | weight, weight kg, mass of parcel, net weight | decimal | 0.1 60
person | first name, given name, FName, forename | choice | first
person | last name, surname, LName, family name | choice | last
person | full name, customer name, contact, person name, name of holder | person |
person | birth date, date of birth, DOB, born on, birthday | date | 1950
person | gender, sex, m or f | coded | gender
person | age, age in years, years old | integer | 18 90
person | email, e-mail address, mail, contact email | email |
person | phone, telephone, phone number, tel no, contact number | phone |
person | mobile, cell phone, mobile number, handy | phone |
person | marital status, civil status, married | coded | marital
person | nationality, citizenship, country of citizenship | choice | country
person | language, mother tongue, preferred language, lang | choice | language
person | education, highest degree, schooling, education level | coded | education
person | occupation, job, profession, line of work | choice | job
person | income, annual income, yearly salary, earnings | money | 12000 160000
person | household size, number of people in household, persons at home | integer | 1 7
person | number of children, kids, dependants, num children | integer | 0 5
person | smoker, smokes, smoking status, tobacco use | coded | smoking
person | height, height cm, body height, stature | decimal | 145 205
person | body weight, weight in kg, body mass, patient weight | decimal | 42 130
place | street, address line, street address, addr1, road | street |
place | city, town, municipality, place of residence | choice | city
place | postal code, zip, postcode, ZIP code, plz | code | #####
place | country, nation, land, country name | choice | country
place | country code, iso country, ctry cd, nation code | choice | country_code
place | state, province, region, federal state | choice | region
place | latitude, lat, geo lat, y coordinate | decimal | -60 70
place | longitude, lon, lng, geo lon, x coordinate | decimal | -170 170
place | time zone, tz, timezone name | choice | timezone
place | population, inhabitants, number of residents | integer | 900 4000000
place | area, area km2, surface, size of territory | decimal | 2 90000
work | employee id, staff number, emp no, personnel key, badge | code | E####
work | department, dept, org unit, division, team | choice | department
work | job title, position, role, function of employee | choice | job
work | hire date, joined on, start of employment, entry date | date | 2000
work | leave date, exit date, end of employment, terminated on | date | 2018
work | salary, monthly pay, wage, base pay, compensation | money | 1800 12000
work | weekly hours, hours per week, working time | decimal | 10 42
work | manager, supervisor, reports to, line manager | person |
work | cost center, cost centre, kst, accounting unit | code | CC####
work | contract type, employment type, kind of contract | choice | contract
work | vacation days, annual leave, days off, holiday entitlement | integer | 20 35
bank | account number, acct no, bank account, iban | iban |
bank | bank code, swift, bic, routing code | code | LLLLDEFF
bank | balance, account balance, current saldo, closing balance | money | -2000 40000
bank | transaction id, txn key, booking number, payment ref | uuid |
bank | transaction date, value date, booked on, posting date | date | 2019
bank | credit limit, overdraft limit, line of credit | money | 500 20000
bank | interest rate, annual rate, apr, lending rate | percent | 0 14
bank | loan amount, principal, credit sum, amount borrowed | money | 1000 400000
bank | card number, credit card, pan, card no | card |
bank | risk class, rating, credit rating, score class | choice | rating
health | patient id, subject number, case id, participant key | code | P-#####
health | diagnosis, primary diagnosis, disease, condition | choice | disease
health | icd code, diagnosis code, icd10, disease code | choice | icd
health | blood pressure, systolic, systolic bp, rr sys | integer | 90 180
health | heart rate, pulse, beats per minute, bpm | integer | 45 140
health | tumor stage, cancer stage, pathologic stage, staging | coded | stage
health | treatment, therapy, medication given, drug | choice | drug
health | dose, dosage mg, amount of drug, mg given | decimal | 0.5 500
health | admission date, admitted on, start of stay, visit date | date | 2012
health | discharge date, released on, end of stay | date | 2013
health | vital status, alive or dead, survival state, status of patient | coded | vital
health | race, ethnic group, ancestry, ethnicity | choice | race
health | blood type, blood group, abo group | choice | blood
health | tumor size, lesion diameter, largest dimension cm, size of tumour | decimal | 0.2 12
health | gene, gene symbol, hugo symbol, mutated gene | choice | gene
health | sample type, specimen kind, tissue type, kind of sample | choice | sample
science | species, organism, taxon, scientific name | choice | species
science | temperature, temp c, degrees celsius, mean temperature | decimal | -20 40
science | rainfall, precipitation mm, rain, amount of rain | decimal | 0 90
science | wind speed, wind ms, speed of wind, gust | decimal | 0 30
science | pressure, air pressure, hpa, barometric pressure | decimal | 970 1040
science | humidity, relative humidity, rh pct | percent | 10 100
science | measured at, timestamp, observation time, reading time | timestamp | 2020
science | sensor id, device, station code, logger number | code | ST###
science | ph, acidity, ph value, soil ph | decimal | 3 9
science | year, calendar year, yr, reporting year | integer | 1990 2024
science | month, month name, calendar month | choice | month
science | assay type, test kind, experiment type, method of assay | choice | assay
science | concentration, conc, amount per litre, level | decimal | 0.001 8
science | smiles, structure, canonical smiles, molecule | choice | smiles
media | title, name of work, headline, film title | words | title
media | author, writer, created by, composer | person |
media | genre, kind of work, style, category of media | choice | genre
media | isbn, book number, isbn13 | ean |
media | publisher, publishing house, label, imprint | company |
media | pages, page count, number of pages | integer | 40 900
media | duration, running time, length in minutes, runtime | integer | 2 240
media | rating, stars, user score, grade | decimal | 1 10
media | url, web address, homepage, link, website | url |
media | views, view count, number of clicks, hits | integer | 0 900000
car | vin, chassis number, vehicle identification number, frame no | code | WVZ##############
car | license plate, registration mark, plate no, car number | code | LL-LL ###
car | make, manufacturer, brand, car maker | choice | make
car | mileage, odometer km, distance driven, km reading | integer | 0 280000
car | fuel type, propulsion, fuel, engine fuel | coded | fuel
car | power kw, engine power, horsepower, output | integer | 44 250
car | co2 emissions, carbon dioxide, g co2 per km | integer | 0 260
car | number of doors, doors, door count | integer | 2 5
car | first registration, date of first admission, registered on | date | 2010
system | created at, creation time, inserted on, record created | timestamp | 2021
system | updated at, last modified, change date, modified on | timestamp | 2022
system | status, state, record status, active flag | coded | active
system | ip address, client ip, host address, source ip | ip |
system | user id, uid, login, user key, account id | code | u######
system | session id, session token, visit id | uuid |
system | version, revision, release number | code | #.#.#
system | comment, remarks, notes, free text, description | sentence |
system | error code, err cd, failure code, return code | integer | 0 599
system | browser, user agent, client software | choice | browser
company | company, firm, organisation name, business name | company |
company | industry, branch, sector, line of business | choice | industry
company | number of employees, headcount, staff size, employees | integer | 1 20000
company | revenue, turnover, annual sales, yearly revenue | money | 10000 90000000
company | founded, year founded, established in, foundation year | integer | 1890 2022
company | tax id, vat number, ust id, fiscal code | code | DE#########
company | website, homepage url, company url, web | url |
"""
