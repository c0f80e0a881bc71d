namespace MLSecOps.Contracts.Telemetry;

/// <summary>The MQTT topics (design §11). A topic says where a message goes, never who sent it: that is for the certificate and the signature.</summary>
public static class Topics
{
    /// <summary>What every topic begins with: product and version of the layout.</summary>
    public const string Prefix = "mlsec/1/";

    /// <summary>Everything that devices say.</summary>
    public const string EverythingUp = Prefix + "+/up/#";

    /// <summary>The device connected: inventory and sequence of the connection.</summary>
    public const string Birth = "birth";

    /// <summary>The will: the connection ended without a word.</summary>
    public const string Death = "death";

    /// <summary>Signed evidence.</summary>
    public const string Evidence = "evidence";

    /// <summary>A finding.</summary>
    public const string Finding = "finding";

    /// <summary>Numbers that may be lost.</summary>
    public const string Metric = "metric";

    /// <summary>A step of an update.</summary>
    public const string Update = "update";

    /// <summary>The outcome of a command; its id follows.</summary>
    public const string Result = "result";

    /// <summary>A nonce to answer with evidence.</summary>
    public const string Challenge = "challenge";

    /// <summary>The newest appraisal, retained.</summary>
    public const string Appraisal = "appraisal";

    /// <summary>Records up to this one are in the hub's database.</summary>
    public const string Acknowledgement = "ack";

    /// <summary>The newest directive, retained.</summary>
    public const string Desired = "desired";

    /// <summary>The newest bulletin, retained.</summary>
    public const string Bulletin = "bulletin";

    /// <summary>Release floors for a device that lost its own.</summary>
    public const string Floors = "floors";

    /// <summary>A command; its verb follows.</summary>
    public const string Command = "command";

    /// <summary>Verbs of commands. The list is closed: none executes anything (G4).</summary>
    public static IReadOnlyList<string> Verbs { get; } = [CommandVerbs.Rebirth, CommandVerbs.Attest, CommandVerbs.Check, CommandVerbs.Resend];

    private static readonly string[] UpKinds = [Birth, Death, Evidence, Finding, Metric, Update, Result];
    private static readonly string[] DownKinds = [Challenge, Appraisal, Acknowledgement, Desired, Bulletin, Floors, Command];

    /// <summary><c>mlsec/1/&lt;ueid&gt;/up/&lt;kind&gt;</c>.</summary>
    public static string Up(string ueid, string kind) => $"{Prefix}{ueid}/up/{kind}";

    /// <summary><c>mlsec/1/&lt;ueid&gt;/down/&lt;kind&gt;</c>.</summary>
    public static string Down(string ueid, string kind) => $"{Prefix}{ueid}/down/{kind}";

    /// <summary><c>mlsec/1/&lt;ueid&gt;/down/command/&lt;verb&gt;</c>.</summary>
    public static string CommandOf(string ueid, string verb) => Down(ueid, $"{Command}/{verb}");

    /// <summary>What one device may subscribe to: all that is for it.</summary>
    public static string EverythingDown(string ueid) => Down(ueid, "#");

    /// <summary>Reads a topic name (not a filter); null when it is none of ours. Input is untrusted.</summary>
    public static TopicName? Parse(string? topic)
    {
        if (topic is null || topic.Length > 128 || !topic.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        string[] levels = topic[Prefix.Length..].Split('/');
        if (levels.Length is < 3 or > 4 || !IsDevice(levels[0]) || levels[1] is not ("up" or "down"))
        {
            return null;
        }

        bool up = levels[1] == "up";
        bool known = (up ? UpKinds : DownKinds).Contains(levels[2], StringComparer.Ordinal);
        string? detail = levels.Length == 4 ? levels[3] : null;
        bool detailed = levels[2] is Result or Command;
        return known && detailed == (detail is not null) && (levels[2] != Command || Verbs.Contains(detail!, StringComparer.Ordinal)) && (levels[2] != Result || IsResult(detail!))
            ? new TopicName(levels[0], up, levels[2], detail)
            : null;
    }

    // A device's UEID: 01 and 16 random bytes, lower-case hexadecimal (design §10).
    private static bool IsDevice(string text) =>
        text.Length == 34 && text.StartsWith("01", StringComparison.Ordinal) && !text.AsSpan().ContainsAnyExcept("0123456789abcdef");

    private static bool IsResult(string text) => text.Length is > 0 and <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
