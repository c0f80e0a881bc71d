namespace MLSecOps.Trust.Appraisal;

/// <summary>The checking systems to which appraisal gives a meaning; the agent uses the same names.</summary>
public static class MeasuringSystems
{
    /// <summary>Static inspection of the model's graph.</summary>
    public const string Inspection = "inspection";

    /// <summary>The sanity suite in the worker; after <c>@</c> the suite.</summary>
    public const string Rehearsal = "rehearsal";

    /// <summary>The worker's answers to inputs that the hub's nonce chose (held).</summary>
    public const string Challenge = "challenge";

    /// <summary>The application's answers to inputs that it cannot tell from others (served).</summary>
    public const string Canaries = "canaries";

    /// <summary>Recorded answers of the application, compared with those of the signed model to the same inputs (audited).</summary>
    public const string Audits = "audits";

    /// <summary>The recheck of all installed files.</summary>
    public const string Scrub = "scrub";

    /// <summary>The row of an appraisal that speaks of what programs were given, which no system measures: the agent hands it out.</summary>
    public const string HandedOut = "handed_out";
}
