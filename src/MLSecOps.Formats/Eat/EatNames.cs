using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Documents;

namespace MLSecOps.Formats.Eat;

/// <summary>How enumerations and names are spelt in claims.</summary>
internal static class EatNames
{
    private static readonly (UpdatePhase Phase, string Name)[] Phases =
    [
        (UpdatePhase.Idle, "idle"),
        (UpdatePhase.Fetching, "fetching"),
        (UpdatePhase.Verifying, "verifying"),
        (UpdatePhase.Inspecting, "inspecting"),
        (UpdatePhase.Rehearsing, "rehearsing"),
        (UpdatePhase.Staged, "staged"),
        (UpdatePhase.Current, "current"),
        (UpdatePhase.Confirmed, "confirmed"),
        (UpdatePhase.RolledBack, "rolled-back"),
    ];

    public static string Of(UpdatePhase phase) => Array.Find(Phases, row => row.Phase == phase).Name;

    public static UpdatePhase? FindPhase(string name)
    {
        int at = Array.FindIndex(Phases, row => row.Name == name);
        return at < 0 ? null : Phases[at].Phase;
    }

    public static string Of(TrustTier tier) => tier switch
    {
        TrustTier.Affirming => "affirming",
        TrustTier.Warning => "warning",
        TrustTier.Contraindicated => "contraindicated",
        _ => "none",
    };

    public static string Of(TrustAspect aspect) => aspect switch
    {
        TrustAspect.InstanceIdentity => "instance-identity",
        TrustAspect.Configuration => "configuration",
        TrustAspect.Executables => "executables",
        TrustAspect.FileSystem => "file-system",
        TrustAspect.Hardware => "hardware",
        TrustAspect.RuntimeOpaque => "runtime-opaque",
        TrustAspect.StorageOpaque => "storage-opaque",
        _ => "sourced-data",
    };

    // RFC 9711, 4.2.17: success, fail, not run. "absent" is not in the profile: what is absent did not run.
    public static int Of(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Passed => 1,
        CheckOutcome.Failed => 2,
        _ => 3,
    };

    public static CheckOutcome Outcome(long value) => value switch
    {
        1 => CheckOutcome.Passed,
        2 => CheckOutcome.Failed,
        _ => CheckOutcome.NotRun,
    };

    public static bool IsVersion(string text) => SemanticVersion.TryParse(text) is not null;

    /// <summary>Visible ASCII, spaces only inside: safe to print anywhere.</summary>
    public static bool IsText(string text) => text.Length <= EvidenceLimits.TextLength && IsVisible(text);

    /// <summary>The same of any length.</summary>
    public static bool IsVisible(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && text[0] != ' ' && text[^1] != ' ';

    /// <summary>The same without spaces.</summary>
    public static bool IsName(string text) => IsText(text) && !text.Contains(' ');

    /// <summary>Lower-case letters, digits and hyphens: an execution profile.</summary>
    public static bool IsProfile(string text) =>
        text.Length is > 0 and <= EvidenceLimits.ProfileLength && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    public static bool IsReasonCode(string text) =>
        text.Length is > 0 and <= EvidenceLimits.TextLength && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_');
}
