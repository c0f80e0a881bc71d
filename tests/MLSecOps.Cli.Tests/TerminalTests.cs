using System.Text;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.TestKit;

namespace MLSecOps.Cli.Tests;

public sealed class TerminalTests
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    [Theory]
    [InlineData(true, "", "xterm", "", true)]
    [InlineData(true, "1", "xterm", "", false)]
    [InlineData(true, "", "dumb", "", false)]
    [InlineData(false, "", "xterm", "", false)]
    [InlineData(false, "", "xterm", "always", true)]
    [InlineData(true, "", "xterm", "never", false)]
    public async Task Colour_only_on_a_terminal_and_without_NO_COLOR(bool terminal, string noColour, string term, string flag, bool coloured)
    {
        Surroundings surroundings = Around(terminal, new() { ["NO_COLOR"] = noColour, ["TERM"] = term });
        string[] line = flag.Length == 0 ? ["model", "show", "absent"] : ["model", "show", "absent", "--color", flag];

        int exitCode = await CommandLine.RunAsync(line, surroundings, TestContext.Current.CancellationToken);

        Assert.Equal(1, exitCode);
        Assert.Equal(coloured, _error.ToString().Contains('\u001b'));
        Assert.Contains("error:", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_shows_after_half_a_second_and_is_erased()
    {
        HandMovedTime time = new();
        using (ProgressMeter meter = new(Around(true, [], time), new PrintOptions(false, false, null), "verifying", 400 << 20))
        {
            time.Advance(TimeSpan.FromMilliseconds(499));
            meter.Add(50 << 20);
            Assert.Empty(_error.ToString());

            time.Advance(TimeSpan.FromMilliseconds(501));
            meter.Add(50 << 20);
            Assert.Equal("\rmlsec: verifying: 100 of 400 MiB, 100 MiB/s, 3 s left", _error.ToString());
        }

        Assert.EndsWith(" \r", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    public void Progress_is_for_a_person_who_looks(bool terminal, bool json, bool quiet)
    {
        HandMovedTime time = new();
        using (ProgressMeter meter = new(Around(terminal, [], time), new PrintOptions(json, quiet, null), "verifying", 100))
        {
            time.Advance(TimeSpan.FromSeconds(5));
            meter.Add(50);
        }

        Assert.Empty(_error.ToString());
    }

    [Theory]
    [InlineData("C", true)]
    [InlineData("", true)]
    [InlineData("en_GB.UTF-8", false)]
    [InlineData("C.utf8", false)]
    public void The_locale_decides_what_is_shown_as_it_is(string locale, bool ascii) => Assert.Equal(ascii, Around(false, new() { ["LANG"] = locale }).AsciiOnly);

    [Fact]
    public async Task A_clock_that_was_never_set_is_not_trusted()
    {
        using ScratchFolder folder = new();
        HandMovedTime time = new();
        string absent = folder.Write("noise.mlpkg", Encoding.UTF8.GetBytes("noise"));
        string anchor = folder.Write("ca.pem", Encoding.UTF8.GetBytes(SigningAuthority.CertificatePem(SigningAuthority.Create().Certificate)));

        await CommandLine.RunAsync(["model", "verify", absent, "--anchors", anchor, "--json"], Around(false, [], time), TestContext.Current.CancellationToken);

        Assert.Contains("\"clock_trusted\": false", _out.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"time_origin\": \"floor\"", _out.ToString(), StringComparison.Ordinal);
    }

    private Surroundings Around(bool terminal, Dictionary<string, string> environment, TimeProvider? time = null) =>
        new(_out, _error, terminal, terminal, environment, time ?? TimeProvider.System);

    private sealed class HandMovedTime : TimeProvider
    {
        private TimeSpan _elapsed;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan step) => _elapsed += step;

        public override long GetTimestamp() => _elapsed.Ticks;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _elapsed;
    }
}
