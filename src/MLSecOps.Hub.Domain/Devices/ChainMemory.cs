namespace MLSecOps.Hub.Domain.Devices;

/// <summary>What the hub remembers of a device to tell replays and copies of it from accidents. Nothing of it is shown.</summary>
public sealed record ChainMemory
{
    /// <summary>Nothing yet.</summary>
    public static ChainMemory None { get; } = new();

    /// <summary>What the newest evidence says tells this start of the system from others: hexadecimal; null before.</summary>
    public string? Boot { get; init; }

    /// <summary>The same of the start before that one.</summary>
    public string? BootBefore { get; init; }

    /// <summary>The head to which evidence committed before fresh evidence went another way; null while none did.</summary>
    public ChainPosition? Parted { get; init; }

    /// <summary>Epoch of the oldest record for whose acknowledgement the device waits, from its newest birth; null when it does not say.</summary>
    public string? WaitingEpoch { get; init; }

    /// <summary>Number of that record.</summary>
    public long WaitingSequence { get; init; }

    /// <summary>The first record that came again and of which the device has not said yet whether it waits for it; null when there is none.</summary>
    public ChainPosition? Doubted { get; init; }

    /// <summary>True when the device says that it waits no more for the acknowledgement of a record.</summary>
    /// <param name="epoch">The record's epoch.</param>
    /// <param name="sequence">Its number.</param>
    /// <param name="present">The device's present epoch.</param>
    public bool IsSettled(string epoch, long sequence, string? present) => WaitingEpoch is not null
        && (epoch == WaitingEpoch ? sequence < WaitingSequence : WaitingEpoch == present);
}
