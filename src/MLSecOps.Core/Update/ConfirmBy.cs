namespace MLSecOps.Core.Update;

/// <summary>Who confirms a release that became current.</summary>
public enum ConfirmBy
{
    /// <summary>Nobody but the application. The default, because it is the strictest.</summary>
    Application = 0,

    /// <summary>The agent, when the soak time passed without a failure.</summary>
    Soak,

    /// <summary>The agent, at once: the rehearsal is enough.</summary>
    Rehearsal,
}
