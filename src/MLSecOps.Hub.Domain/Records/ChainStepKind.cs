namespace MLSecOps.Hub.Domain.Records;

/// <summary>What a record is to the chain of its device.</summary>
public enum ChainStepKind
{
    /// <summary>Records before it are missing: it waits for them. The default.</summary>
    Ahead = 0,

    /// <summary>It continues what was acknowledged.</summary>
    Next = 1,

    /// <summary>It was there already, and the device may well send it again: it has not heard the acknowledgement as far as anybody knows. Silent.</summary>
    Duplicate = 2,

    /// <summary>It is the first of a new epoch: the device was not sure of its log.</summary>
    EpochBreak = 3,

    /// <summary>It is of an epoch that ended, from before its end.</summary>
    Late = 4,

    /// <summary>The chain goes on in two ways: it follows another record than the one before its place, contradicts evidence, or goes on after the end of its epoch.</summary>
    Fork = 5,

    /// <summary>Its place is taken by another record that follows the same one before: one record was edited, or a second way begins.</summary>
    Rewrite = 6,

    /// <summary>It was there already, and the device's newest birth says that nothing is waited for up to there: not the device sent it again.</summary>
    Replay = 7,

    /// <summary>It was there already for so long that an acknowledgement which got lost hardly explains it: the device's next birth decides between <see cref="Duplicate"/> and <see cref="Replay"/>.</summary>
    Doubted = 8,
}
