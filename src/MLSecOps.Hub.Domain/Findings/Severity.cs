using MLSecOps.Contracts.Journal;
using MLSecOps.Core.Findings;

namespace MLSecOps.Hub.Domain.Findings;

/// <summary>How much a finding matters.</summary>
internal static class Severity
{
    private static readonly string[] WorstFirst = [.. Enum.GetValues<EventSeverity>().Order().Select(SeverityWords.Of)];

    /// <summary>The words, as constants of the hub's own lines.</summary>
    public static string Critical { get; } = SeverityWords.Of(EventSeverity.Critical);

    /// <inheritdoc cref="Critical"/>
    public static string Error { get; } = SeverityWords.Of(EventSeverity.Error);

    /// <inheritdoc cref="Critical"/>
    public static string Warning { get; } = SeverityWords.Of(EventSeverity.Warning);

    /// <inheritdoc cref="Critical"/>
    public static string Notice { get; } = SeverityWords.Of(EventSeverity.Notice);

    /// <inheritdoc cref="Critical"/>
    public static string Info { get; } = SeverityWords.Of(EventSeverity.Info);

    /// <summary>True when a person should look at it. A word that is none counts as such: it came from outside.</summary>
    public static bool Matters(string severity) => Rank(severity) <= Rank(Warning);

    /// <summary>The worse of two.</summary>
    public static string Worse(string one, string other) => Rank(one) <= Rank(other) ? one : other;

    /// <summary>Of what the hub notices itself.</summary>
    public static string Of(Reason reason) => reason.Class switch
    {
        _ when reason == HubReasons.MessageMalformed || reason == EvidenceReasons.NonceExpired => Warning,
        _ when reason == HubReasons.EvidenceReplayed || reason == HubReasons.NonceUnknown || reason == EnrolmentReasons.TopicForbidden || reason == EnrolmentReasons.DeviceNotEnrolled => Error,
        _ when FindingRules.IdentityMisuse.Contains(reason) => Error,
        ReasonClass.Rejected => Critical,
        ReasonClass.Notice => Notice,
        _ => Warning,
    };

    private static int Rank(string severity) => Array.IndexOf(WorstFirst, severity);
}
