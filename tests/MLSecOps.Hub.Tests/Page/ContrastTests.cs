using System.Globalization;
using System.Text.RegularExpressions;

namespace MLSecOps.Hub.Tests.Page;

/// <summary>WCAG 2.2, 1.4.3 and 1.4.11, computed from the colours of the style sheet itself.</summary>
public sealed partial class ContrastTests
{
    private static readonly string[] Texts = ["text", "soft", "link", "good", "doubt", "bad"];

    private static readonly (string Fore, string Ground)[] Pairs =
    [
        .. Texts.SelectMany(fore => (string[])["ground", "surface", "raised", "bad-ground"], (fore, ground) => (fore, ground)),
        ("on-bad", "bad"), ("on-mark", "mark"),
    ];

    private static readonly (string Fore, string Ground)[] Shapes = [("edge", "surface"), ("edge", "ground"), ("bar-good", "surface"), ("bad", "line"), ("link", "raised")];

    [GeneratedRegex(@"--(?<name>[\w-]+): (?<colour>#[0-9a-f]{6});")]
    private static partial Regex Colour();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Text_stands_out_from_its_ground_and_shapes_do_too(bool dark)
    {
        await using PageHost host = await PageHost.StartAsync();
        string style = await StyleAsync(host);
        int at = style.IndexOf("prefers-color-scheme: dark", StringComparison.Ordinal);
        Dictionary<string, string> colours = Colours(dark ? style[at..] : style[..at]);

        Assert.Equal(colours.Keys.Order(), Colours(dark ? style[..at] : style[at..]).Keys.Order());
        Assert.All(Pairs, pair => Assert.True(Contrast(colours[pair.Fore], colours[pair.Ground]) >= 4.5, $"{pair}: {Contrast(colours[pair.Fore], colours[pair.Ground]):0.00}"));
        Assert.All(Shapes, pair => Assert.True(Contrast(colours[pair.Fore], colours[pair.Ground]) >= 3, $"{pair}: {Contrast(colours[pair.Fore], colours[pair.Ground]):0.00}"));
    }

    [Fact]
    public async Task No_colour_stands_outside_the_palette()
    {
        await using PageHost host = await PageHost.StartAsync();
        string rules = Colour().Replace(await StyleAsync(host), string.Empty);
        Assert.DoesNotMatch(@"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(|url\(|@import|!important", rules);
    }

    private static async Task<string> StyleAsync(PageHost host)
    {
        string address = (await host.ReadAsync("/")).QuerySelector("link[rel=stylesheet]")!.GetAttribute("href")!;
        return await host.Client.GetStringAsync(address, TestContext.Current.CancellationToken);
    }

    private static Dictionary<string, string> Colours(string style) => Colour().Matches(style).ToDictionary(match => match.Groups["name"].Value, match => match.Groups["colour"].Value);

    private static double Contrast(string one, string other)
    {
        (double a, double b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    // WCAG 2.2, "relative luminance".
    private static double Luminance(string colour)
    {
        double Part(int at)
        {
            double value = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Part(1)) + (0.7152 * Part(3)) + (0.0722 * Part(5));
    }
}
