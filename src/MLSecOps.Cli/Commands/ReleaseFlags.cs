using System.CommandLine;
using System.Globalization;
using MLSecOps.Cli.Grammar;
using MLSecOps.Configuration;
using MLSecOps.Contracts.Commands;
using MLSecOps.Formats;
using MLSecOps.Formats.Documents;

namespace MLSecOps.Cli.Commands;

/// <summary>What tells one release of a model from the next, as flags of <c>model pack</c> and <c>model reissue</c>.</summary>
internal sealed class ReleaseFlags(bool versionRequired)
{
    private static readonly TimeSpan DefaultValidity = TimeSpan.FromDays(180);

    private readonly Option<string> _version = new("--version")
    {
        Description = "semantic version, for people",
        HelpName = "X.Y.Z",
        Required = versionRequired,
    };

    private readonly Option<string> _release = new("--release") { Description = "release number, for machines: higher than every release before", HelpName = "N", Required = true };
    private readonly Option<string> _expires = new("--expires") { Description = "end of validity: RFC 3339, or a duration such as 90d (default 180d)", HelpName = "TIME" };
    private readonly Option<string> _issued = new("--issued") { Description = "begin of validity, RFC 3339 (default: SOURCE_DATE_EPOCH, else now)", HelpName = "TIME" };

    public void AddTo(Command command)
    {
        command.Add(_version);
        command.Add(_release);
        command.Add(_expires);
        command.Add(_issued);
    }

    /// <summary>What the flags state.</summary>
    public Release Read(Invocation invocation)
    {
        DateTimeOffset issued = Whole(Issued(invocation));
        DateTimeOffset expires = Whole(Expires(invocation, issued));
        if (expires <= issued)
        {
            throw invocation.Usage($"--expires must be later than the begin of validity, {DocumentDate.Format(issued)}");
        }

        string? version = invocation.Text(_version);
        return version is null || SemanticVersion.TryParse(version) is not null
            ? new Release(version, Number(invocation), issued, expires)
            : throw invocation.Usage("--version must be a semantic version such as 1.4.2");
    }

    private long Number(Invocation invocation)
    {
        bool good = long.TryParse(invocation.Text(_release), NumberStyles.None, CultureInfo.InvariantCulture, out long release) && release is >= 1 and <= Limits.Release;
        return good ? release : throw invocation.Usage($"--release must be a number from 1 to {Limits.Release}");
    }

    private DateTimeOffset Issued(Invocation invocation)
    {
        if (invocation.Text(_issued) is { } text)
        {
            return Timestamp.TryParse(text, out DateTimeOffset stated) ? stated : throw invocation.Usage("--issued must be a time such as 2026-11-20T10:00:00Z");
        }

        // reproducible-builds.org: seconds since 1970, set by whoever wants the same bytes again.
        string epoch = invocation.Surroundings.Value("SOURCE_DATE_EPOCH");
        return epoch.Length == 0 ? invocation.Now
            : long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw invocation.Usage("SOURCE_DATE_EPOCH must be seconds since 1970");
    }

    private DateTimeOffset Expires(Invocation invocation, DateTimeOffset issued) => invocation.Text(_expires) switch
    {
        null => issued + DefaultValidity,
        { } text when Units.TryDuration(text, out TimeSpan duration) => issued + duration,
        { } text when Timestamp.TryParse(text, out DateTimeOffset stated) => stated,
        _ => throw invocation.Usage("--expires must be a time such as 2027-05-20T00:00:00Z or a duration such as 90d"),
    };

    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
