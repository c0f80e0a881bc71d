using MLSecOps.Cli.Output;

namespace MLSecOps.Cli.Tests;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("plain text, ~!", "plain text, ~!")]
    [InlineData("a\tb\r\nc", "a\\u{9}b\\u{d}\\u{a}c")]
    [InlineData("\u001b[31m", "\\u{1b}[31m")]
    [InlineData("\u009b31m", "\\u{9b}31m")]
    [InlineData("a\u202eb\u2066c\u200fd", "a\\u{202e}b\\u{2066}c\\u{200f}d")]
    [InlineData("a\u200bb\ufeffc", "a\\u{200b}b\\u{feff}c")]
    [InlineData("a\u2028b", "a\\u{2028}b")]
    [InlineData("e\u0301", "e\\u{301}")]
    [InlineData("Grüße 漢字", "Grüße 漢字")]
    [InlineData("\ue000", "\\u{e000}")]
    [InlineData("\U000e0041", "\\u{e0041}")]
    public void What_could_mislead_is_escaped(string text, string shown) => Assert.Equal(shown, PlainText.Escape(text, asciiOnly: false));

    [Fact]
    public void In_the_C_locale_everything_is_ASCII() => Assert.Equal("Gr\\u{fc}\\u{1f600}", PlainText.Escape("Grü😀", asciiOnly: true));

    [Fact]
    public void Unpaired_surrogates_become_visible() => Assert.Equal("a\ufffdb", PlainText.Escape("a\ud800b", asciiOnly: false));

    [Fact]
    public void A_line_has_an_end() => Assert.True(PlainText.Escape(new string('\u0001', 100_000), asciiOnly: false).Length < PlainText.MaxLine + 20);
}
