"""A note in each of many languages, and the encodings in which this language was written before UTF-8."""

LANGUAGES = {
    "German": (
        "Die Bäckerei öffnet um sechs Uhr früh. Der Schlüssel hängt im Büro über dem großen Schränkchen, und Frau Müller weiß, für wen er ist. Am Fluss wächst grüner Löwenzahn.",
        "cp1252 iso8859-1 iso8859-15 cp850 cp437 mac-roman",
    ),
    "French": (
        "La boulangerie ouvre à six heures. La clé est accrochée près de la fenêtre, derrière le rideau brodé ; Hélène l'a laissée là où elle était. Ça coûte déjà très cher à Noël.",
        "cp1252 iso8859-1 iso8859-15 cp850 cp437 mac-roman",
    ),
    "Spanish": (
        "La panadería abre a las seis de la mañana. ¿Dónde está la llave? El señor Núñez dijo que está en el cajón, debajo del periódico. Después irá también al jardín con los niños.",
        "cp1252 iso8859-1 iso8859-15 cp850 mac-roman",
    ),
    "Portuguese": (
        "A padaria abre às seis da manhã. A chave não está no balcão, está na gaveta do avô João. Amanhã a irmã irá também à estação buscar o pão e as maçãs.",
        "cp1252 iso8859-1 iso8859-15 cp850 mac-roman",
    ),
    "Italian": (
        "Il forno apre alle sei perché il pane è già pronto. La chiave è più in là, sotto la città di carta; nessuno sa però perché. Lunedì verrà anche Nicolò.",
        "cp1252 iso8859-1 iso8859-15 cp850 mac-roman",
    ),
    "Dutch": (
        "De bakkerij gaat om zes uur open. Eén sleutel ligt in het café, de andere bij de coördinator van België. Zij eet geen ijs vóór de reünie.",
        "cp1252 iso8859-1 iso8859-15",
    ),
    "Swedish": (
        "Bageriet öppnar klockan sex på morgonen. Nyckeln hänger på väggen bakom dörren där Åsa ställde den i går. På sjön är det ännu kallt och blåsigt.",
        "cp1252 iso8859-1 iso8859-15 cp850 mac-roman",
    ),
    "Danish": (
        "Bageriet åbner klokken seks om morgenen. Nøglen hænger på væggen bag døren, hvor Søren lagde den i går. På søen er det både koldt og blæsende.",
        "cp1252 iso8859-1 iso8859-15 cp865",
    ),
    "Finnish": (
        "Leipomo aukeaa kello kuusi aamulla. Avain on pöydällä ikkunan edessä, jonne Väinö sen jätti eilen. Järvellä on vielä kylmää, mutta päivällä lämpenee.",
        "cp1252 iso8859-1 iso8859-15 cp850",
    ),
    "Icelandic": (
        "Bakaríið opnar klukkan sex á morgnana. Lykillinn hangir á veggnum á bak við hurðina þar sem Þóra skildi hann eftir í gær. Það er ennþá kalt á vatninu.",
        "cp1252 iso8859-1 cp861",
    ),
    "Polish": (
        "Piekarnia otwiera się o szóstej rano. Klucz wisi na ścianie za drzwiami, gdzie wczoraj zostawiła go Łucja. Źródło jest pod dębem, a gałęzie sięgają aż do rzeki.",
        "cp1250 iso8859-2 cp852",
    ),
    "Czech": (
        "Pekárna otevírá v šest hodin ráno. Klíč visí na zdi za dveřmi, kde ho včera nechala Růžena. Příliš žluťoučký kůň úpěl ďábelské ódy. Ještě je zima, říká děda.",
        "cp1250 iso8859-2 cp852",
    ),
    "Slovak": (
        "Pekáreň otvára o šiestej ráno. Kľúč visí na stene za dverami, kde ho včera nechala Ľubica. Pri dedine tečie čistá riečka a vŕba sa skláňa nad ňou ako stĺp.",
        "cp1250 iso8859-2 cp852",
    ),
    "Hungarian": (
        "A pékség reggel hatkor nyit. A kulcs az ajtó mögött lóg a falon, ahol Erzsébet tegnap hagyta. Az őszi erdőben gyűlnek a zöld színű gyíkok, és hűvös szellő fúj.",
        "cp1250 iso8859-2 cp852",
    ),
    "Romanian": (
        "Brutăria se deschide la ora şase dimineaţa. Cheia atârnă pe perete în spatele uşii, unde a lăsat-o ieri Ştefan. În pădure este încă frig şi cântă păsările.",
        "cp1250 iso8859-2 cp852",
    ),
    "Croatian": (
        "Pekara se otvara u šest sati ujutro. Ključ visi na zidu iza vrata, gdje ga je jučer ostavio Željko. Noću će opet biti hladno, kaže đed Čedo, i puhat će bura.",
        "cp1250 iso8859-2 cp852",
    ),
    "Slovenian": (
        "Pekarna se odpre ob šestih zjutraj. Ključ visi na steni za vrati, kjer ga je včeraj pustila Živa. Ponoči bo še mrzlo, pravi boter, čez teden pa topleje.",
        "cp1250 iso8859-2 cp852",
    ),
    "Turkish": (
        "Fırın sabah saat altıda açılıyor. Anahtar kapının arkasındaki duvarda asılı; Ayşe onu dün oraya bıraktı. Göl kıyısı hâlâ soğuk ve rüzgârlı, ama öğleyin güneş çıkacak.",
        "cp1254 iso8859-9 cp857",
    ),
    "Lithuanian": (
        "Kepykla atidaroma šeštą valandą ryto. Raktas kabo ant sienos už durų, kur jį vakar paliko Živilė. Prie ežero dar šalta, bet dieną bus šilčiau, sako močiutė.",
        "cp1257 iso8859-13",
    ),
    "Latvian": (
        "Maiznīca tiek atvērta sešos no rīta. Atslēga karājas pie sienas aiz durvīm, kur to vakar atstāja Žanete. Pie ezera vēl ir auksts, bet dienā kļūs siltāks, saka vecāmāte.",
        "cp1257 iso8859-13",
    ),
    "Estonian": (
        "Pagariäri avatakse kell kuus hommikul. Võti ripub seinal ukse taga, kuhu Ülle selle eile jättis. Järve ääres on veel külm, aga päeval läheb soojemaks.",
        "cp1257 cp1252 iso8859-15",
    ),
    "Russian": (
        "Пекарня открывается в шесть часов утра. Ключ висит на стене за дверью, где его вчера оставила Ольга. У озера ещё холодно, но днём будет теплее.",
        "cp1251 koi8-r cp866 iso8859-5 mac-cyrillic",
    ),
    "Ukrainian": (
        "Пекарня відчиняється о шостій ранку. Ключ висить на стіні за дверима, де його вчора залишила Оксана. Біля озера ще холодно, але вдень буде тепліше, каже її дід.",
        "cp1251 koi8-u iso8859-5",
    ),
    "Bulgarian": (
        "Пекарната отваря в шест часа сутринта. Ключът виси на стената зад вратата, където вчера го остави Цветан. Край езерото още е студено, но през деня ще бъде по-топло.",
        "cp1251 iso8859-5 cp866",
    ),
    "Serbian": (
        "Пекара се отвара у шест сати ујутру. Кључ виси на зиду иза врата, где га је јуче оставила Љубица. Крај језера је још хладно, али ће преко дана бити топлије, каже ђед.",
        "cp1251 iso8859-5",
    ),
    "Greek": (
        "Ο φούρνος ανοίγει στις έξι το πρωί. Το κλειδί κρέμεται στον τοίχο πίσω από την πόρτα, όπου το άφησε χθες η Ελένη. Στη λίμνη κάνει ακόμη κρύο, αλλά το μεσημέρι θα ζεστάνει.",
        "cp1253 iso8859-7 cp737",
    ),
    "Hebrew": (
        "המאפייה נפתחת בשש בבוקר. המפתח תלוי על הקיר מאחורי הדלת, במקום שבו השאירה אותו רחל אתמול. ליד האגם עדיין קר, אבל בצהריים יהיה חם יותר.",
        "cp1255 iso8859-8",
    ),
    "Arabic": (
        "يفتح المخبز في الساعة السادسة صباحا. المفتاح معلق على الحائط خلف الباب حيث تركته ليلى أمس. ما زال الجو باردا قرب البحيرة، لكنه سيصبح دافئا ظهرا.",
        "cp1256 iso8859-6",
    ),
    "Thai": (
        "ร้านขนมปังเปิดตอนหกโมงเช้า กุญแจแขวนอยู่บนผนังหลังประตูที่แม่วางไว้เมื่อวานนี้ ริมทะเลสาบยังหนาวอยู่แต่ตอนกลางวันจะอุ่นขึ้น",
        "cp874",
    ),
    "Japanese": (
        "パン屋は朝の六時に開きます。鍵はドアの後ろの壁に掛かっています。昨日、花子さんがそこに置きました。湖のほとりはまだ寒いですが、昼には暖かくなります。",
        "shift_jis euc_jp iso2022_jp",
    ),
    "Chinese, simplified": (
        "面包店早上六点开门。钥匙挂在门后的墙上，是小红昨天放在那里的。湖边还很冷，但是中午会暖和一些。",
        "gb18030",
    ),
    "Chinese, traditional": (
        "麵包店早上六點開門。鑰匙掛在門後的牆上，是小紅昨天放在那裡的。湖邊還很冷，但是中午會暖和一些。",
        "big5",
    ),
    "Korean": (
        "빵집은 아침 여섯 시에 문을 엽니다. 열쇠는 문 뒤의 벽에 걸려 있습니다. 어제 영희가 거기에 두었습니다. 호숫가는 아직 춥지만 낮에는 따뜻해질 것입니다.",
        "euc_kr",
    ),
}
