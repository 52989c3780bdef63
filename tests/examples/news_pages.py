"""Pages of news sites in several shapes: words of the article end in "zza", words beside it in "zzb"."""

TEXT = (
    "The mayor of Salem, Ann Hale, resigned on Monday after a long night of talks with the council zza.",
    "She had been in office for years, and <a href='/n'>nobody had expected</a> that she would leave so soon zza.",
    "“I have done what I could,” she told reporters outside City Hall, and walked away without a word more zza.",
    "<a href='/h'>Hale</a>, <a href='/m'>Moss</a> and <a href='/r'>Reed</a> left zza.",
    "Council member <a href='/moss'>Dan Moss</a>, who had opposed her plan for the harbor, said he was sorry zza.",
    "The <a href='/a'>plan</a> was <a href='/b'>dropped</a> zza.",
    "Others were less kind, and one of them called the night a disgrace to the town and all of its people zza.",
    "“No,” <a href='/x'>Reed</a> said zza.",
    "The council will meet again next week to elect a new mayor, it said zza.",
)


def paragraphs(texts: tuple[str, ...] = TEXT, between: str = "", attributes: str = "") -> str:
    lines = [f"<p{attributes}>{text}</p>" for text in texts]
    return "\n".join([*lines[:4], between, *lines[4:]])


def links(*titles: str) -> str:
    return "".join(f"<li><a href='/{number}'>{title} zzb</a></li>" for number, title in enumerate(titles))


HEADLINES = ("Council meets again after vote", "What the harbor plan means", "Who will be the next mayor?")
POINTS = "<ul><li><a href='/x'>Hale</a> left zza.</li><li><a href='/y'>Moss</a> stayed, and told nobody zza.</li></ul>"
MENU = f"<nav><ul>{links('Home', 'World', 'Politics', 'Business', 'Sports', 'Opinion')}</ul></nav>"
RELATED = f"<div class='related'><h3>Related stories zzb</h3><ul>{links(*HEADLINES)}</ul></div>"
TEASERS = (
    "<p><strong>Read more:</strong> <a href='/r'>Council meets again after vote zzb</a></p>",
    "<p><a href='/r'>Who will be the next mayor of Salem zzb?</a></p>",
    "<p>RELATED: <a href='/r'>Council meets again after long vote zzb.</a></p>",
    "<p class='newsletter'>Sign up for <a href='/n'>our newsletter</a> zzb.</p>",
    "<p class='author-bio'><a href='/au'>Bo Lee</a> covers city hall zzb.</p>",
)
LETTER = (
    "<div class='newsletter-box'><p>Get the news in your inbox every morning zzb.</p>"
    "<p>By signing up you agree to our <a href='/t'>Terms</a> and <a href='/p'>Privacy Policy</a> zzb.</p></div>"
)
COOKIES = (
    "<div id='cookie-banner'><p>We use cookies to make this site work and to learn how people use it every day zzb.</p>"
    "<p>Read our <a href='/c'>cookie policy</a> zzb.</p><p>By clicking Accept you agree to the storing of cookies "
    "on your device, as our policy says zzb.</p><button>Accept zzb</button></div>"
)
CARDS = "<section class='more-stories'>" + "".join(
    f"<div class='card'><h3><a href='/c{number}'>Another headline zzb</a></h3><p>A long description of another article "
    "that has nothing to do with this one at all zzb.</p><p>By <a href='/au'>Bo Lee</a> zzb.</p></div>"
    for number in range(6)
)
FOOTER = (
    "<footer><p>© 2026 <a href='/'>The Example</a>. All rights reserved zzb.</p>"
    "<p><a href='/t'>Terms</a> | <a href='/p'>Privacy</a> zzb</p></footer>"
)
COMMENTS = (
    "<div id='comments'><h3>Comments zzb</h3><p>I never liked her, and I am glad that she has gone at last zzb.</p>"
    "<p>She was <a href='/u'>great</a> zzb.</p><p>The council should be next, every single one of them zzb.</p></div>"
)
TAGS = f"<ul class='tags'>{links('Salem', 'Mayors')}</ul>"
SHARING = "<div class='share-tools'><a href='#'>Email zzb</a><button>Copy link zzb</button></div>"
BYLINE = "<div class='byline'>By <a href='/au'>Bo Lee zzb</a> <time datetime='2026-12-03'>Dec. 3, 2026 zzb</time></div>"
MOST_READ = (
    "<aside class='sidebar'><h3>Most read zzb</h3><ol>"
    + "".join(f"<li><a href='/m{number}'>Most read story zzb.</a> It is long zzb.</li>" for number in range(5))
    + "</ol></aside>"
)
TITLE = "<h1>Mayor of Salem resigns zza</h1>"

BODIES = {
    "article": (f"<header>{MENU}</header><article>", TITLE, BYLINE, paragraphs(between=POINTS), f"</article>{CARDS}"),
    "cookies": (COOKIES, MENU, "<article>", TITLE, paragraphs(between=RELATED), TAGS, "</article>", MOST_READ),
    "divisions": (
        *(MENU, "<div class='content'><div class='story-body'>", TITLE, paragraphs(between=LETTER), "</div>"),
        *(SHARING, MOST_READ, "</div>", COMMENTS, COOKIES),
    ),
    "no class": (f"<div>{MENU}</div><div>{paragraphs(between=POINTS)}</div><div>{CARDS}</div>",),
    "teasers": (
        *(MENU, "<article>", TITLE, paragraphs(TEXT[:4]), *TEASERS[:3], paragraphs(TEXT[4:]), *TEASERS[3:]),
        "</article>",
    ),
    "property": (MENU, "<div itemprop='articleBody'>", paragraphs(between=POINTS), "</div>", TAGS, CARDS, COMMENTS),
    "classes": (MENU, "<div class='article-body'>", paragraphs(attributes=" class=css-story-bar"), SHARING, "</div>"),
    "sections": (
        *(MENU, "<article>", TITLE, f"<section><div>{paragraphs(TEXT[:4])}</div></section>", LETTER),
        *(f"<section><div>{paragraphs(TEXT[4:])}</div></section>", RELATED, "</article>", COMMENTS),
    ),
    "wrapped": (MENU, "<article>", TITLE, *(f"<div class=w><p>{text}</p></div>" for text in TEXT), "</article>", CARDS),
    "no paragraphs": (
        *(MENU, "<div class='text'>", TITLE, *(f"<div class=line>{text}</div>" for text in TEXT), "</div>", CARDS),
    ),
    "layout table": (
        *(
            "<table><tr><td>",
            MENU,
            "</td><td>",
            TITLE,
            paragraphs(),
            RELATED,
            "</td><td>",
            MOST_READ,
            "</td></tr></table>",
        ),
    ),
    "own elements": (f"{MENU}<news-story><div class='news-content'>{paragraphs(between=POINTS)}</div></news-story>",),
    "list": (
        *(MENU, "<article>", TITLE, paragraphs(TEXT[:3]), "<h2>What we know zza</h2>", POINTS, paragraphs(TEXT[4:6])),
        f"<h2>More stories zzb</h2><ul>{links(*HEADLINES)}</ul></article>",
    ),
}
KEPT_BESIDE = {"teasers": 3}  # lines that look like sentences of the article
PAGES = {
    name: f"<!doctype html><html><head><title>Mayor resigns</title></head><body>{''.join(body)}{FOOTER}</body></html>"
    for name, body in BODIES.items()
}
