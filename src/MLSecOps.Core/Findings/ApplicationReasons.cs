namespace MLSecOps.Core.Findings;

/// <summary>Reasons of watching applications: what answers through their own path, and whether anything is known of it.</summary>
public static class ApplicationReasons
{
    /// <summary>It never answered like the model that it opened.</summary>
    public static Reason OtherModel { get; } = new(
        "APPLICATION_OTHER_MODEL", ReasonClass.Rejected, "an application opened this model and runs another one",
        "An answer of the application to a golden input is not the signed model's, and it never answered this input rightly before: it loaded another file, or it changes inputs or outputs on the way.",
        "Look at what this process has loaded, make it use the bytes that OpenModel gave it, and start it anew. If it changes inputs before the model, call watch around the whole path.");

    /// <summary>It did answer like the model, and stopped to.</summary>
    public static Reason AnswersChanged { get; } = new(
        "APPLICATION_ANSWERS_CHANGED", ReasonClass.Rejected, "an application does not answer like the signed model any more",
        "It answered the same golden input rightly before and wrongly now: the model in its memory, its runtime or the code around it was changed while it ran, or its memory is faulty.",
        "Treat the process as taken over: keep it for examination if you can, and start the application anew; examine the device if it happens again.");

    /// <summary>Real answers differ from what the signed model gives to the same inputs.</summary>
    public static Reason AuditDeviates { get; } = new(
        "APPLICATION_AUDIT_DEVIATES", ReasonClass.Rejected, "recorded answers of an application are not those of the signed model",
        "The agent gave recorded inputs to the signed model in its own sandbox, and what came out is outside the suite's tolerance: the application answers its users with something else.",
        "Treat the process as taken over: keep it for examination if you can, and start the application anew. If inputs are prepared inside the model's path, record what the model itself sees.");

    /// <summary>Nobody opened it.</summary>
    public static Reason NoApplication { get; } = new(
        "APPLICATION_NONE", ReasonClass.Inconclusive, "no application has this model open under watch",
        "Nobody opened the model through the agent with a tap, so nothing is known of what answers to users.",
        "Let the application open the model through the agent and watch its calls; see packaging/docs/how-to/adopt-in-an-application.md.");

    /// <summary>Not enough is known yet.</summary>
    public static Reason Pending { get; } = new(
        "APPLICATION_PENDING", ReasonClass.Inconclusive, "nothing of an application was compared yet",
        "It opened the model a short time ago, and no canary was answered, or no recorded answer was compared.",
        "Wait a minute. If it stays so, the application does not call what it registered.");

    /// <summary>Canaries come back unanswered.</summary>
    public static Reason CanaryUnanswered { get; } = new(
        "APPLICATION_CANARY_UNANSWERED", ReasonClass.Inconclusive, "an application leaves canaries unanswered",
        "Inputs that the agent mixed among its own were not answered in time, or it said that it could not. What it does not answer cannot be judged, so its behaviour counts as not examined.",
        "See that the application polls its watch, also while it is idle, and that it is not overloaded.");

    /// <summary>It answers canaries only.</summary>
    public static Reason Silent { get; } = new(
        "APPLICATION_SILENT", ReasonClass.Inconclusive, "an application records nothing",
        "It has the model open and no record of a real inference came for a long time: it is idle, or it answers its users by another way than the watched one.",
        "If it does serve, wrap the call that serves; if it is idle, nothing needs to be done.");

    /// <summary>An answer to nothing.</summary>
    public static Reason TokenUnknown { get; } = new(
        "APPLICATION_TOKEN_UNKNOWN", ReasonClass.Inconclusive, "an application answered a canary that it was never given",
        "A record has the token of no canary that is on its way: the client is broken, or somebody guesses. From then on its behaviour counts as not examined until it opens the model anew.",
        "Use a client library of this release; if it does, examine the process.");

    /// <summary>It runs what was current before.</summary>
    public static Reason EarlierRelease { get; } = new(
        "APPLICATION_EARLIER_RELEASE", ReasonClass.Inconclusive, "an application still runs an earlier release of the model",
        "It opened the model before the current release came. Descriptors that were handed out stay valid, so it goes on with what it has; nothing is known of the current release.",
        "Let the application open the model anew: restart it, or have it follow the agent's Events.");

    /// <summary>No room for another tap.</summary>
    public static Reason TooMany { get; } = new(
        "APPLICATION_TOO_MANY", ReasonClass.Inconclusive, "more applications have models open than the agent watches",
        "The agent watches a bounded number at one time, so that nobody on the device can use up its descriptors. This one got the signed bytes, and its tap was closed: nothing is known of what it answers.",
        "Find out which program opens models again and again: mlsec status names those that are watched. A process needs to open a model once.");

    /// <summary>The signed model could not be run for comparison.</summary>
    public static Reason AuditNotRun { get; } = new(
        "APPLICATION_AUDIT_NOT_RUN", ReasonClass.Inconclusive, "recorded answers could not be compared",
        "The worker did not answer the recorded inputs, or the records hold too little of them.",
        "Read the other findings of the worker. Tensors above 16 KiB are only compared when the client can give them whole.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } =
        [OtherModel, AnswersChanged, AuditDeviates, NoApplication, Pending, CanaryUnanswered, Silent, TokenUnknown, EarlierRelease, TooMany, AuditNotRun];
}
