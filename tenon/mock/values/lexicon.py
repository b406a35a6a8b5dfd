"""Which words a name asks for, and the words that no library has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ADJECTIVES: Final = _split(
    """amber ancient autumn blue bold brave bright broad calm clear cold copper crimson curious
    dark deep distant early eastern empty endless faithful fallen final first fragile gentle
    golden grand green hidden high hollow honest humble inner invisible iron island keen last
    late lazy little lonely long lost lucky lunar modern narrow new noble northern old open
    pale patient plain proud quick quiet rapid red restless rising royal sacred secret seventh
    shallow sharp silent silver simple single slow small solar southern steady still strange
    sudden summer tall tender third tiny true vast velvet violet warm western white wide wild
    winter wise wooden young"""
)
NOUNS: Final = _split(
    """anchor apple arrow atlas autumn bay beacon bell bird bridge brook canyon castle cedar
    circle city cliff cloud coast compass copper coral country crane crown dawn desert door
    dream dust eagle east echo ember engine evening falcon feather field fire flower forest
    fountain fox garden gate glass grove harbour hawk hill horizon house island ivory journey
    juniper key kingdom lake lantern leaf letter light lily lion maple map meadow mirror moon
    morning mountain music night north oak ocean orchard owl paper path pearl pine planet
    pocket prairie queen rain raven reef ridge river road robin rose sail sand sea season
    shadow shell shore signal sky snow song sparrow spring star stone storm story stream
    summer sun thread tide tower trail train tree tulip valley village voyage wall water wave
    west willow wind window winter wolf wood"""
)
VERBS: Final = _split(
    """answers carries circles covers crosses describes discovers explains finds follows guards
    guides hides holds invents joins keeps leads leaves lifts lights meets opens paints passes
    reaches remembers repairs shapes shelters teaches touches visits watches"""
)
LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "country_code": _split("AT BE BR CA CH CL DE DK ES FI FR GB IE IN IT JP MX NL NO PT SE US"),
    "currency": _split("EUR USD GBP CHF JPY SEK NOK DKK CAD AUD"),
    "language_code": _split("en de fr es it nl sv pt ja da"),
    "timezone": ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Tokyo", "UTC"),
    "gender": ("female", "male", "other"),
    "genre": ("drama", "comedy", "mystery", "fantasy", "history", "biography", "poetry", "travel"),
    "tag": ("classic", "featured", "new", "popular", "recommended", "limited", "archived"),
    "category": ("general", "arts", "science", "sports", "music", "travel", "food", "technology"),
    "status": ("active", "pending", "archived", "draft"),
    "role": ("member", "editor", "admin", "viewer"),
    "type": ("standard", "basic", "extended", "custom"),
    "level": ("low", "medium", "high"),
    "message": ("All is well.", "The request was accepted.", "Nothing was changed.",
                "The work is done."),
    "key": ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota",
            "kappa", "lambda", "omicron", "sigma", "tau", "upsilon", "omega"),
    "browser": ("Mozilla/5.0 (X11; Linux x86_64)", "Mozilla/5.0 (Macintosh)"),
    "mime": ("application/json", "text/plain", "image/png", "application/pdf"),
    "ip": ("192.0.2.1", "192.0.2.17", "198.51.100.4", "203.0.113.9"),
    "host": ("www.example.com", "api.example.com", "files.example.org"),
    "path": ("/notes/today.txt", "/images/harbour.png", "/reports/summary.csv"),
    "hex_color": ("#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd"),
    "version": ("1.0.0", "1.2.3", "2.0.1", "3.4.0"),
    "unit": ("piece", "kg", "m", "l"),
}  # fmt: skip
# A name and the kind of words that it asks for; the longest end of a name counts.
_ROWS: Final = {
    "first_name": _split("first_name firstname given_name forename givenname"),
    "last_name": _split("last_name lastname surname family_name familyname"),
    "full_name": _split(
        """full_name fullname author artist director actor owner_name contact_name customer_name
    author_name user_name_full owner creator editor writer composer recipient assignee
    reviewer manager contact person passenger_name display_name"""
    ),
    "name": _split("name label"),
    "username": _split("username user_name login nickname screen_name handle user account_name"),
    "email": _split("email e_mail mail email_address"),
    "phone": _split("phone telephone mobile phone_number fax tel cell"),
    "title": _split("title headline subject heading caption"),
    "sentence": _split(
        """summary description comment note notes text excerpt remark reason detail details about
    abstract synopsis tagline subtitle instructions feedback review question answer
    explanation hint help motto quote"""
    ),
    "paragraph": _split(
        """body content biography bio paragraph story markdown article long_description"""
    ),
    "message": _split("message msg"),
    "slug": _split("slug permalink handle_slug"),
    "city": _split("city town municipality hometown birthplace place location destination origin"),
    "state": _split("state province region county"),
    "country": _split("country country_name nation"),
    "country_code": _split("country_code countrycode iso_code"),
    "continent": _split("continent"),
    "street": _split("street street_address address line1 address1 address_line1 street1"),
    "postcode": _split("postcode zip zip_code postal_code zipcode postalcode"),
    "company": _split(
        """company organization organisation company_name employer publisher vendor supplier brand
    manufacturer merchant institution agency org business studio"""
    ),
    "bank": _split("bank bank_name"),
    "job": _split("job occupation profession job_title position_title"),
    "nationality": _split("nationality"),
    "university": _split("university school college"),
    "language": _split("language_name spoken_language"),
    "language_code": _split("language lang locale language_code"),
    "currency": _split("currency currency_code"),
    "timezone": _split("timezone time_zone tz"),
    "gender": _split("gender sex"),
    "genre": _split("genre genres"),
    "tag": _split("tag tags keyword keywords topic topics"),
    "category": _split("category categories department section group"),
    "status": _split("status state_name phase"),
    "role": _split("role roles permission permissions scope scopes"),
    "type": _split("type kind class variant"),
    "level": _split("level priority severity difficulty"),
    "color": _split("color colour"),
    "hex_color": _split("hex_color color_code"),
    "dish": _split("dish food meal recipe ingredient"),
    "drink": _split("drink beverage"),
    "url": _split(
        """url uri link href website homepage avatar image image_url picture photo thumbnail icon
    logo callback_url redirect_uri webhook page_url src"""
    ),
    "host": _split("host hostname domain server"),
    "ip": _split("ip ip_address ipaddress"),
    "path": _split("path filepath file_path directory folder"),
    "file": _split("file filename file_name attachment"),
    "mime": _split("mime mime_type mimetype content_type media_type"),
    "browser": _split("user_agent useragent"),
    "version": _split("version"),
    "token": _split(
        """token access_token refresh_token hash sha checksum digest secret api_key signature
    fingerprint nonce etag cursor commit"""
    ),
    "code": _split("code sku reference ref coupon voucher serial serial_number number barcode"),
    "number": _split("id ids identifier uid"),
    "moment": _split(
        """created_at updated_at deleted_at published_at timestamp datetime date_time created
    updated modified expires_at modified_at at"""
    ),
    "day": _split(
        """date birthday birthdate date_of_birth dob day birth_date due_date start_date end_date
    release_date"""
    ),
    "key": _split("key field property attribute"),
    "unit": _split("unit units"),
}
BY_NAME: Final = {name: kind for kind, names in _ROWS.items() for name in names}
# What a plain name is the name of.
_NAMED: Final = {
    "full_name": _split(
        """user person author artist director actor customer owner member employee contact student
    teacher patient player creator editor writer profile passenger guest driver child parent
    speaker reviewer assignee people singer composer host"""
    ),
    "company": _split(
        """company organization organisation publisher vendor supplier brand employer merchant
    manufacturer org team business studio shop store restaurant museum"""
    ),
    "city": _split("city town place location venue station"),
    "country": _split("country nation"),
    "state": _split("state province region"),
    "tag": _split("tag keyword topic"),
    "category": _split("category genre department section group"),
    "file": _split("file attachment document"),
    "role": _split("role permission"),
    "key": _split("property attribute field key variable param parameter header"),
    "dish": _split("dish meal recipe food ingredient menu"),
    "first_name": _split("pet animal dog cat horse first given"),
    "last_name": _split("last family"),
    "slug": _split("branch repository repo project package module bucket tool"),
}
NAMED: Final = {name: kind for kind, names in _NAMED.items() for name in names}
