namespace MLSecOps.Configuration.Tests;

public sealed class UnitsTests
{
    [Theory]
    [InlineData("0s", 0)]
    [InlineData("250ms", 250)]
    [InlineData("90s", 90_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("2d", 172_800_000)]
    public void Durations_with_units_are_read_and_printed_exactly(string text, long milliseconds)
    {
        Assert.True(Units.TryDuration(text, out TimeSpan duration));
        Assert.Equal(milliseconds, (long)duration.TotalMilliseconds);
        Assert.True(Units.TryDuration(Units.Print(duration), out TimeSpan again));
        Assert.Equal(duration, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5x")]
    [InlineData("s")]
    [InlineData("1.5h")]
    [InlineData("9999999999999s")]
    [InlineData("999999999999d999999999999d")]
    [InlineData("5m 3s")]
    [InlineData("٣s")]
    public void Anything_else_is_no_duration(string text) => Assert.False(Units.TryDuration(text, out _));

    [Theory]
    [InlineData("64MiB", 64L << 20)]
    [InlineData("1GiB", 1L << 30)]
    [InlineData("1536KiB", 1536L << 10)]
    public void Sizes_with_units_are_read_and_printed_exactly(string text, long bytes)
    {
        Assert.True(Units.TrySize(text, out long size));
        Assert.Equal(bytes, size);
        Assert.Equal(text, Units.Print(size));
    }

    [Theory]
    [InlineData("1GB")]
    [InlineData("1024")]
    [InlineData("1GiB1MiB")]
    [InlineData("")]
    public void Anything_else_is_no_size(string text) => Assert.False(Units.TrySize(text, out _));

    [Theory]
    [InlineData("verfy", "verify")]
    [InlineData("sing", "sign")]
    [InlineData("shwo", "show")]
    [InlineData("xyzzy", null)]
    public void The_nearest_word_is_suggested_or_none(string given, string? nearest) =>
        Assert.Equal(nearest, Suggestion.Nearest(given, ["verify", "sign", "show", "pack"]));
}
