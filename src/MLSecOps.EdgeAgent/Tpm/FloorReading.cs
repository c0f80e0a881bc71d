using MLSecOps.Core.Findings;

namespace MLSecOps.EdgeAgent.Tpm;

/// <summary>What the counter in the TPM says about a state (decision 0019).</summary>
internal enum FloorReading
{
    /// <summary>Neither has a counter: one is to be made.</summary>
    None,

    /// <summary>The state is the newest.</summary>
    Newest,

    /// <summary>The state is the newest, and the counter has yet to follow: the power failed in between, or the TPM was away.</summary>
    Ahead,

    /// <summary>The counter is ahead of the state.</summary>
    RolledBack,

    /// <summary>The counter that the state speaks of is not there.</summary>
    Lost,
}

/// <summary>Compares the number in a state with that in the TPM.</summary>
internal static class FloorReadings
{
    /// <summary>Decides.</summary>
    /// <param name="state">The number in the state; 0 for a state that never saw a counter.</param>
    /// <param name="defined">True when the TPM has the index.</param>
    /// <param name="counter">What it holds; null when it was never incremented.</param>
    public static FloorReading Of(long state, bool defined, long? counter) => (state, defined, counter) switch
    {
        (0, _, null) => FloorReading.None,
        (_, false, _) => FloorReading.Lost,

        // Its first number is known before it is made; another one after the increment tells that the index was made anew.
        (_, true, null) => FloorReading.Ahead,
        (var known, true, { } value) when value == known => FloorReading.Newest,
        (var known, true, { } value) when value == known - 1 && known > 0 => FloorReading.Ahead,
        (var known, true, { } value) => value > known ? FloorReading.RolledBack : FloorReading.Lost,
    };

    /// <summary>Why floors do not count; null when they do.</summary>
    public static Reason? ReasonOf(FloorReading reading) => reading switch
    {
        FloorReading.RolledBack => TpmDeviceReasons.StateRolledBack,
        FloorReading.Lost => TpmDeviceReasons.CounterLost,
        _ => null,
    };
}
