namespace MLSecOps.Hub.Domain.Devices;

/// <summary>Clock and counters of a TPM as a quote stated them.</summary>
/// <param name="Milliseconds">Time for which it was powered.</param>
/// <param name="Resets">Count of resets.</param>
/// <param name="Restarts">Count of restarts since the last reset.</param>
public sealed record TpmReading(ulong Milliseconds, uint Resets, uint Restarts);
