namespace MLSecOps.Core.Findings;

/// <summary>Reasons why an application does not get a model now, beside those of the verdict itself.</summary>
public static class OpenReasons
{
    /// <summary>Its checks are not done yet.</summary>
    public static Reason NotVerifiedYet { get; } = new("MODEL_NOT_VERIFIED_YET", ReasonClass.Inconclusive,
        "the model is still being verified on this device",
        "After a start, and while a first package is on its way, a model is handed out only when its bytes, its inspection and its rehearsal have been looked at here.",
        "open the model again in a moment; the method Events tells when its verdict changes, and mlsec status shows what is lacking");

    /// <summary>A sealed copy would not fit.</summary>
    public static Reason NoMemory { get; } = new("OPEN_NO_MEMORY", ReasonClass.Operational,
        "there is not enough memory for a sealed copy of the model",
        "Applications get a copy in memory that nobody can change. It counts to the agent's own memory limit, and the agent does not start a copy that would end it.",
        "raise MemoryMax= of mlsec-agent.service, or keep the store on a file system with fs-verity, where no copy is needed");

    /// <summary>More files than one message carries.</summary>
    public static Reason TooManyFiles { get; } = new("OPEN_TOO_MANY_FILES", ReasonClass.Operational,
        "the model has more files than one reply can carry",
        "A message on a Unix socket carries at most 253 descriptors, one of which may be the tap's.",
        "save the model's weights in fewer external files");

    /// <summary>All reasons of this file.</summary>
    public static IReadOnlyList<Reason> All { get; } = [NotVerifiedYet, NoMemory, TooManyFiles];
}
