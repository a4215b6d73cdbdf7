"""The longer texts of the scenes."""

from __future__ import annotations

TOUR = """\
You said: {asked}

This is the **gemchat demo**. There is no model behind it: a script answers, on this machine, \
without a key and without a network. It speaks Gemini's wire format, so whatever you see is \
drawn as a real reply would be.

Type one of these words:

{scenes}

Words that break things on purpose begin with `demo:`, for example `demo:no-finish`; \
`demo:list` names them all.
"""

MARKDOWN = """\
# Markdown of every kind

A paragraph with *emphasis*, **strong emphasis**, ***both***, ~~a mistake~~ and `inline code`, \
a hard\\
line break, a [link](https://example.com "with a title"), an <https://example.com/autolink> and \
an entity: &copy;. A line that is much longer than most terminals are wide has to be wrapped \
between words, whatever *emphasis* it **may contain** on the way to its end.

## Lists

1. First
2. Second, with a list inside:
   - an item
   - another, with its own

     paragraph
   - [x] done
   - [ ] to do
3. Third

## Quotes

> A quotation
> over two lines.
>
> > A quotation in a quotation, with `code`.

### Code

```python
print("a fenced block")
```

    an indented block

---

Setext heading
==============

Not Markdown: 2 * 3 * 4, snake_case_name, C:\\path, 5 < 6, $x_1$ and `a``b`. HTML such as \
<b>bold</b> is shown, not obeyed. ![A picture of nothing](https://example.com/nothing.png)
"""

CODE = '''\
The same small function three times.

```python
from collections.abc import Iterator


def fibonacci(limit: int) -> Iterator[int]:
    """Yield the Fibonacci numbers below a limit."""
    a, b = 0, 1
    while a < limit:
        yield a
        a, b = b, a + b


print(*fibonacci(100))
```

In Rust:

```rust
fn fibonacci(limit: u64) -> impl Iterator<Item = u64> {
    let mut pair = (0, 1);
    std::iter::from_fn(move || {
        let next = pair.0;
        pair = (pair.1, pair.0 + pair.1);
        (next < limit).then_some(next)
    })
}
```

And in a shell:

```sh
a=0 b=1
while [ "$a" -lt 100 ]; do
  printf '%s ' "$a"
  next=$((a + b)) a=$b b=$next
done
```

A block can contain a block:

````markdown
```js
console.log("inside")
```
````
'''

TABLE = """\
| Planet  | Known as      | Moons |   Day, hours |
|:--------|:-------------:|------:|-------------:|
| Mercury | 水星           |     0 |      4,222.6 |
| Venus   | **Morning** and *evening* star | 0 | 2,802.0 |
| Earth   | 🌍            |     1 |         24.0 |
| Mars    | the `red` one |     2 |         24.7 |
| Jupiter | the largest of them, with more mass than all of the others together | 97 | 9.9 |

Columns are aligned left, centred and right; one cell is long enough to need wrapping.
"""

UNICODE = """\
| Language | Greeting |
|----------|----------|
| 中文      | 你好，世界。今天天气很好。 |
| 日本語     | こんにちは、世界。ｶﾀｶﾅも。 |
| 한국어     | 안녕하세요, 세계! |
| ไทย      | สวัสดีชาวโลก |
| हिन्दी     | नमस्ते दुनिया |
| العربية  | مرحبا بالعالم |
| עברית    | שלום עולם |
| Ελληνικά | Γειά σου Κόσμε |

Emoji: 😀 👍🏽 👩‍👩‍👧‍👦 🏳️‍🌈 🇯🇵 ❤️ 1️⃣ — a family is one character, a flag is one character.

Combining: é is e + ́, Z̷a̷l̷g̷o̷ is harmless, naïve façade, Ⅷ, ½, ﬁ.

一行很长的中文文字没有空格，所以必须在字与字之间换行，而不能等待一个永远不会出现的空格；标点符号不应该出现在一行的开头。
"""

SAFETY_START = (
    "This reply begins harmlessly, and then comes the sentence that the safety filter does not"
    " like, of which you see only the first"
)

LONG_PARAGRAPH = (
    "Paragraph {number} of a long reply. It is here to be scrolled, searched and saved, and has"
    " *some* **Markdown** and `code` in it, so that drawing it is the same work as drawing a real"
    " one.\n\n"
)

SAID_CODE = """\
digits = [int(digit) for digit in str(2**100)]
print(sum(digits))
"""
