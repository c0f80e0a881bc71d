using MLSecOps.Core.Findings;

namespace MLSecOps.Hub.Service;

/// <summary>What the hub tells its administrator: lines on standard error, which journald keeps. May hold text from outside: control characters are shown as question marks.</summary>
internal sealed class HubLog(TextWriter output)
{
    private readonly Lock _use = new();

    /// <summary>Something that goes its way.</summary>
    public void Note(string what) => Write($"mlsec-hub: {what}");

    /// <summary>Something that failed or was refused.</summary>
    public void Problem(Reason reason, string detail) => Write($"mlsec-hub: {reason.Title}: {detail}  [{reason.Code}]");

    /// <summary>Why the hub does not start, in the house form.</summary>
    public void Refusal(string what, string code, string? why, string next)
    {
        Write($"mlsec-hub: error: {what}  [{code}]");
        if (why is not null)
        {
            Write($"mlsec-hub: why: {why}");
        }

        Write($"mlsec-hub: next: {next}");
    }

    private void Write(string line)
    {
        string safe = new([.. line.Select(each => char.IsControl(each) ? '?' : each)]);
        lock (_use)
        {
            output.WriteLine(safe);
        }
    }
}
