//! The encodings that shops' programs write, recognised from their letters: real sentences, names and product names of
//! each language, written in each encoding that it is written in.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GBK, ISO_8859_2, ISO_8859_15, MACINTOSH, SHIFT_JIS, WINDOWS_1250,
    WINDOWS_1251, WINDOWS_1252,
};
use oem_cp::code_table::{ENCODING_TABLE_CP437, ENCODING_TABLE_CP850};
use stamkunde::{
    ingest::{
        InputFile,
        read::{
            encoding::Charset,
            table::{OpenFile, Table},
        },
    },
    recipe::Reading,
};
use std::rc::Rc;

const DANISH: [&str; 8] = [
    "Søren Ærø;Rødgrød med fløde;Århus C;12,50",
    "Åse Krøger;Blå skål, håndlavet;Ølstykke;99,00",
    "Jørgen Sørensen;Æblekage på fad;Nørre Åby;45,00",
    "Pia Bækgård;Hækkesaks;Sæby;149,95",
    "Lærke Ås;Grøn tøjsnor;Højbjerg;29,00",
    "Bjørn Næss;Kødhakker, rustfri stål;Ålborg SØ;310,00",
    "Bo Hansen;Te;Roskilde;10,00",
    "CAFÉ KRÆS;ØKOLOGISK KAFFE;ODENSE SØ;55,00",
];
const SWEDISH: [&str; 6] = [
    "Åsa Öberg;Blåbärssylt;Malmö;59,00",
    "Göran Sjöström;Träskål, björk;Östersund;249,00",
    "Märta Lindström;Löksås på flaska;Älmhult;45,50",
    "Håkan Söderström;Spröda knäckebröd;Göteborg;32,00",
    "Anna Nilsson;Te;Uppsala;10,00",
    "ÅKE ÄNG;GRÖN FILT;VÄXJÖ;399,00",
];
const GERMAN: [&str; 6] = [
    "Jürgen Müller;Große Schüssel;München;39,90",
    "Käthe Weiß;Süßstoff, flüssig;Düsseldorf;4,50",
    "Jörg Schäfer;Gießkanne grün;Köln;17,95",
    "Anja Vogel;Tee;Berlin;10,00",
    "Björn Übelacker;Öl für Möbel;Österreich;23,00",
    "BÄCKEREI GRÖß;BRÖTCHEN;TÜBINGEN;2,40",
];
const POLISH: [&str; 6] = [
    "Łukasz Żółty;Książka dla dzieci;Łódź;39,90",
    "Małgorzata Wiśniewska;Świeca zapachowa;Gdańsk;25,00",
    "Paweł Dąbrowski;Kubek z gęsią;Kraków;19,99",
    "Józef Szczęsny;Żółta łyżka;Częstochowa;8,50",
    "Anna Nowak;Herbata;Warszawa;10,00",
    "Grażyna Ćwik;Miód pszczeli, słoik;Rzeszów;32,00",
];
const CZECH: [&str; 6] = [
    "Jiří Dvořák;Křišťálová sklenice;Plzeň;390,00",
    "Kateřina Šťastná;Dřevěná lžíce;České Budějovice;49,00",
    "Zdeněk Růžička;Žlutý hrnek;Žďár nad Sázavou;99,00",
    "Jan Novák;Čaj;Praha;35,00",
    "Božena Němcová;Příborník, ořech;Ústí nad Labem;1290,00",
    "Tomáš Řehoř;Měděný džbán;Třebíč;450,00",
];
const RUSSIAN: [&str; 5] = [
    "Иван Петров;Чай чёрный;Москва;100,00",
    "Анна Смирнова;Кофе молотый;Казань;250,00",
    "Сергей Кузнецов;Чашка большая;Самара;300,00",
    "Ольга Иванова;Сахар;Пермь;50,00",
    "Пётр Соколов;Ложка серебряная;Тула;900,00",
];

const CHINESE: [&str; 4] = [
    "邓伟;滤纸，蓝色杯子;泉州市;605.81",
    "蔡敏;蓝色杯子，蜂蜜500g;上海市;156.53",
    "王芳;薄荷茶;北京市;42.00",
    "user9;100g;Lyon;10.00",
];
const TAIWANESE: [&str; 3] =
    ["陳怡君;烏龍茶禮盒;臺北市;680.00", "林志明;藍色杯子;高雄市;250.00", "黃淑芬;蜂蜜;臺中市;320.00"];
const JAPANESE: [&str; 4] = [
    "佐藤花子;緑茶 100g;東京都;1200",
    "鈴木一郎;マグカップ（青）;大阪市;2400",
    "高橋さくら;はちみつ;札幌市;980",
    "田中健;ｱｲｽﾃｨｰ;福岡市;540",
];
const KOREAN: [&str; 3] =
    ["김민준;녹차 100g;서울특별시;12000", "이서연;파란 컵;부산광역시;24000", "박지훈;꿀;대구광역시;9800"];
const UKRAINIAN: [&str; 3] = [
    "Олена Шевченко;Чай зелений;Київ;100,00",
    "Іван Мельник;Чашка;Львів;250,00",
    "Ґалаґан Їжак;Мед;Одеса;300,00",
];

/// A file of such rows, longer than any detector needs.
fn file(rows: &[&str]) -> String {
    let mut text = "Navn;Vare;By;Pris\r\n".to_owned();
    for round in 0..5 {
        for row in rows.iter().skip(round % 2) {
            text += &format!("{row}\r\n");
        }
    }
    text
}

fn web(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    match encoding {
        e if e == MACINTOSH
            || e == ISO_8859_15
            || e == ISO_8859_2
            || e == WINDOWS_1250
            || e == WINDOWS_1252
            || [WINDOWS_1251, GBK, BIG5, SHIFT_JIS, EUC_JP, EUC_KR].contains(&e) =>
        {
            let (bytes, _, unmappable) = encoding.encode(text);
            assert!(!unmappable, "{} cannot write {text}", encoding.name());
            bytes.into_owned()
        }
        other => panic!("{} is not tried", other.name()),
    }
}

fn dos(text: &str, table: &'static oem_cp::OEMCPHashMap<char, u8>) -> Vec<u8> {
    oem_cp::encode_string_checked(text, table).unwrap()
}

fn table(bytes: Vec<u8>, encoding: Option<&str>) -> Table {
    let reading = Reading { encoding: encoding.map(str::to_owned), ..Reading::default() };
    let mut files = OpenFile::open(InputFile::from_bytes("x.csv", bytes), &reading, &mut |_| {}).unwrap();
    Rc::new(files.remove(0)).tables().remove(0)
}

fn text_of(table: &Table) -> String {
    let rows = table.first_rows(1000).unwrap();
    rows.iter().map(|row| row.to_texts().join(";") + "\r\n").collect()
}

#[test]
fn every_language_is_recognised_in_its_encodings() {
    let mut wrong = Vec::new();
    let mut check = |what: &str, rows: &[&str], bytes: Vec<u8>, want: &str| {
        let table = table(bytes, None);
        let (have, reads) = (table.encoding().unwrap(), text_of(&table) == file(rows));
        // windows-1252 and ISO-8859-15 are one where no letter differs
        if !reads || have != want && !want.starts_with("ISO-8859") {
            wrong.push(format!("{what} in {want} was read as {have}"));
        }
    };
    for (what, rows) in [("Danish", &DANISH[..]), ("Swedish", &SWEDISH), ("German", &GERMAN)] {
        let text = file(rows);
        check(what, rows, text.clone().into_bytes(), "UTF-8");
        check(what, rows, web(&text, WINDOWS_1252), "windows-1252");
        check(what, rows, web(&text, ISO_8859_15), "ISO-8859-15");
        check(what, rows, web(&text, MACINTOSH), "macintosh");
        check(what, rows, dos(&text, &ENCODING_TABLE_CP850), "IBM850");
        // one row of the shop is enough
        for row in rows.iter().filter(|row| row.chars().filter(|c| !c.is_ascii()).count() > 2) {
            let one = [*row];
            check(what, &one, dos(&file(&one), &ENCODING_TABLE_CP850), "IBM850");
            check(what, &one, web(&file(&one), WINDOWS_1252), "windows-1252");
        }
    }
    for (what, rows) in [("Polish", &POLISH[..]), ("Czech", &CZECH)] {
        check(what, rows, web(&file(rows), WINDOWS_1250), "windows-1250");
        check(what, rows, web(&file(rows), ISO_8859_2), "ISO-8859-2");
    }
    check("Russian", &RUSSIAN, web(&file(&RUSSIAN), WINDOWS_1251), "windows-1251");
    check("Ukrainian", &UKRAINIAN, web(&file(&UKRAINIAN), WINDOWS_1251), "windows-1251");
    for (what, rows, encoding) in [
        ("Chinese", &CHINESE[..], GBK),
        ("Chinese of Taiwan", &TAIWANESE, BIG5),
        ("Japanese", &JAPANESE, SHIFT_JIS),
        ("Japanese", &JAPANESE, EUC_JP),
        ("Korean", &KOREAN, EUC_KR),
    ] {
        check(what, rows, web(&file(rows), encoding), encoding.name());
        // three rows of the shop are enough
        let few = rows.get(..3).unwrap();
        check(what, few, web(&file(few), encoding), encoding.name());
    }
    let euro: Vec<String> = GERMAN.iter().map(|row| format!("{row} €")).collect();
    let euro: Vec<&str> = euro.iter().map(String::as_str).collect();
    check("German with euros", &euro, web(&file(&euro), ISO_8859_15), "ISO-8859-15");
    check("German with euros", &euro, web(&file(&euro), WINDOWS_1252), "windows-1252");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_recipe_may_name_the_code_pages_of_dos() {
    let text = file(&SWEDISH);
    for (label, bytes, want) in [
        ("ibm850", dos(&text, &ENCODING_TABLE_CP850), "IBM850"),
        ("CP850", dos(&text, &ENCODING_TABLE_CP850), "IBM850"),
        ("ibm437", dos(&text, &ENCODING_TABLE_CP437), "IBM437"),
        ("437", dos(&text, &ENCODING_TABLE_CP437), "IBM437"),
        ("latin1", web(&text, WINDOWS_1252), "windows-1252"),
    ] {
        let table = table(bytes, Some(label));
        assert_eq!(table.encoding(), Some(want));
        assert_eq!(text_of(&table), text, "{label}");
    }
    for name in ["IBM437", "IBM850", "windows-1252", "UTF-8", "macintosh"] {
        assert_eq!(Charset::for_label(name).map(Charset::name), Some(name));
    }
    assert_eq!(Charset::for_label("klingon"), None);
}

/// A typographic apostrophe is a sign inside a word, and no sign of another encoding.
#[test]
fn signs_between_letters_do_not_make_a_code_page() {
    let rows = ["Women’s “Cosy” Socks – grey;10,00", "Ben & Jerry’s®;12,00", "Mcdonald’s™ cup;3,00"];
    let text = file(&rows);
    let table = table(web(&text, WINDOWS_1252), None);
    assert_eq!((table.encoding(), text_of(&table)), (Some("windows-1252"), text));
}
