namespace MLSecOps.EdgeAgent.Spool;

/// <summary>Where a link lies: number of the log file, offset and length of its frame.</summary>
internal readonly record struct LinkPlace(int File, int At, int Length);
