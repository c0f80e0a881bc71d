namespace MLSecOps.Hub.Domain.Records;

/// <summary>What a record is to the chain of its device.</summary>
public enum ChainStepKind
{
    /// <summary>Records before it are missing: it waits for them. The default.</summary>
    Ahead = 0,

    /// <summary>It continues what was acknowledged.</summary>
    Next = 1,

    /// <summary>It was there already.</summary>
    Duplicate = 2,

    /// <summary>It is the first of a new epoch: the device was not sure of its log.</summary>
    EpochBreak = 3,

    /// <summary>It is of an epoch that ended, from before its end.</summary>
    Late = 4,

    /// <summary>The chain has split: it contradicts another record, evidence, or the end of its epoch.</summary>
    Fork = 5,
}
