#!/usr/bin/env python3
"""Writes the files of this folder, one a language, from the Unicode CLDR: months, weekdays, halves of the day, quarters,
and the small words that dates are written with.

    npm pack cldr-dates-full@48.2.0 && tar xzf cldr-dates-full-48.2.0.tgz
    python3 make.py package

Each line is a kind and its words in small letters without points; a name of several words is each of them.
"""
import json, pathlib, re, sys

# the language, and the countries whose words differ
LANGUAGES = {
    "bg": ["bg"], "ca": ["ca"], "cs": ["cs"], "da": ["da"], "de": ["de", "de-AT"], "el": ["el"],
    "en": ["en", "en-GB", "en-AU", "en-CA"], "es": ["es", "es-419", "es-MX", "es-AR"], "et": ["et"], "fi": ["fi"],
    "fr": ["fr", "fr-CA"], "hu": ["hu"], "id": ["id"], "is": ["is"], "it": ["it"], "lt": ["lt"], "lv": ["lv"],
    "nb": ["no", "nn"], "nl": ["nl"], "pl": ["pl"], "pt": ["pt", "pt-PT"], "ro": ["ro"], "ru": ["ru"], "sk": ["sk"],
    "sl": ["sl"], "sv": ["sv"], "tr": ["tr"], "uk": ["uk"], "vi": ["vi"],
    "ja": ["ja"], "ko": ["ko"], "zh": ["zh", "zh-Hant"],
}


def words_of(text):
    """the words of a name: letters, with apostrophes inside"""
    text = text.lower().replace("\u0307", "")
    return [w for w in re.findall(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*", text) if w]


def literals(pattern):
    """what a pattern of dates says in words: between its quotes"""
    return re.findall(r"'([^']+)'", pattern.replace("''", "’"))


def strings(value):
    if isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, str):
        yield value


def lines_of(package, locales):
    months = {n: [] for n in range(1, 13)}
    kinds = {kind: [] for kind in ["month_follows", "weekday", "am", "pm", "quarter", "ordinal", "filler"]}
    version = None

    def add(to, words):
        to.extend(word for word in words if word not in to)

    for locale in locales:
        top = json.load(open(package / "main" / locale / "ca-gregorian.json"))["main"][locale]
        version = top["identity"].get("version", {}).get("_cldrVersion", version)
        calendar = top["dates"]["calendars"]["gregorian"]
        for context in ["format", "stand-alone"]:
            for width in ["abbreviated", "wide"]:
                for number, name in calendar["months"][context][width].items():
                    found = words_of(name)
                    if re.search(r"\d", name):
                        # "thg 1"; the signs of the east stand in the reader
                        add(kinds["month_follows"], [w for w in found if len(w) > 1])
                    else:
                        # "de gener", "d’abril"
                        names = [re.sub(r"^d['’]", "", w) for w in found]
                        add(months[int(number)], [w for w in names if w != "de"])
            for width in ["abbreviated", "short", "wide"]:
                for name in calendar["days"][context][width].values():
                    add(kinds["weekday"], words_of(name))
            for width in ["abbreviated", "wide"]:
                for name in calendar["quarters"][context][width].values():
                    # "1st quarter", "T1"
                    attached = re.findall(r"\d[.:]?([^\W\d_]{1,2}|º)(?=\W)", name.lower())
                    add(kinds["ordinal"], attached)
                    numerals = r"i{1,3}|iv|第.*|제|al|lea|év|n|r|st|nd|rd|th"
                    add(kinds["quarter"], [w for w in words_of(name) if w not in attached and not re.fullmatch(numerals, w)])
                for half in ["am", "pm"]:
                    name = calendar["dayPeriods"][context][width][half]
                    joined = "".join(words_of(name))
                    # "a. m." is one word in two pieces, "po południu" is a sentence
                    if len(words_of(name)) <= 2 and len(joined) <= 10:
                        add(kinds[half], [joined])
        for pattern in strings({key: value for key, value in calendar.items() if key.startswith("date")}):
            for literal in literals(pattern):
                add(kinds["filler"], [w for w in words_of(literal) if w not in kinds["quarter"]])
    taken = {w for names in months.values() for w in names} | set(kinds["weekday"])
    kinds["filler"] = [w for w in kinds["filler"] if w not in taken and w not in kinds["month_follows"]]
    yield from (f"month {number} {' '.join(names)}" for number, names in months.items() if names)
    yield from (f"{kind} {' '.join(sorted(words))}" for kind, words in kinds.items() if words)


def main():
    package = pathlib.Path(sys.argv[1])
    version = json.load(open(package / "package.json"))["version"]
    here = pathlib.Path(__file__).parent
    for language, locales in LANGUAGES.items():
        head = f"# {', '.join(locales)}: made by make.py from cldr-dates-full {version}, see LICENSE-UNICODE\n"
        (here / f"{language}.txt").write_text(head + "\n".join(lines_of(package, locales)) + "\n")
    (here / "LICENSE-UNICODE").write_text((package / "LICENSE").read_text())


main()
