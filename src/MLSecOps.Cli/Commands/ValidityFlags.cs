using System.CommandLine;
using System.Globalization;
using MLSecOps.Cli.Grammar;
using MLSecOps.Configuration;
using MLSecOps.Contracts.Commands;
using MLSecOps.Formats.Documents;

namespace MLSecOps.Cli.Commands;

/// <summary>From when until when a signed document counts, as flags of every command that makes one.</summary>
/// <param name="days">Days of validity where nobody says.</param>
internal sealed class ValidityFlags(int days)
{
    private readonly Option<string> _expires = new("--expires")
    {
        Description = "end of validity: RFC 3339, or a duration such as 90d (default 180d; trust update, membership 365d; bulletin 30d)",
        HelpName = "TIME",
    };

    private readonly Option<string> _issued = new("--issued") { Description = "begin of validity, RFC 3339 (default: SOURCE_DATE_EPOCH, else now)", HelpName = "TIME" };

    public void AddTo(Command command)
    {
        command.Add(_expires);
        command.Add(_issued);
    }

    /// <summary>What the flags state, in whole seconds.</summary>
    public (DateTimeOffset Issued, DateTimeOffset Expires) Read(Invocation invocation)
    {
        DateTimeOffset issued = Whole(Issued(invocation));
        DateTimeOffset expires = Whole(Expires(invocation, issued));
        return expires > issued ? (issued, expires) : throw invocation.Usage($"--expires must be later than the begin of validity, {DocumentDate.Format(issued)}");
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
        null => issued + TimeSpan.FromDays(days),
        { } text when Units.TryDuration(text, out TimeSpan duration) => issued + duration,
        { } text when Timestamp.TryParse(text, out DateTimeOffset stated) => stated,
        _ => throw invocation.Usage("--expires must be a time such as 2027-05-20T00:00:00Z or a duration such as 90d"),
    };

    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
