namespace MLSecOps.Formats.Tpm;

/// <summary>Clock and counters of a TPM (TPMS_CLOCK_INFO; Part 2, 10.11.1).</summary>
/// <param name="Milliseconds">Time for which it was powered; does not go back, but where <paramref name="Safe"/> is false.</param>
/// <param name="Resets">How often it was reset: boots of the machine. Obfuscated for keys outside the endorsement and platform hierarchies: then another value per key, but never going back.</param>
/// <param name="Restarts">How often it was resumed since the last reset; obfuscated too.</param>
/// <param name="Safe">False when an unorderly shutdown may have lost some of the time.</param>
public readonly record struct TpmClock(ulong Milliseconds, uint Resets, uint Restarts, bool Safe);
