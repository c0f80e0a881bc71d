namespace MLSecOps.Linux.Files;

/// <summary>What became of taking an <see cref="ExclusiveLockFile"/>.</summary>
public abstract record LockAttempt
{
    private LockAttempt()
    {
    }

    /// <summary>This process holds the lock until <paramref name="Lock"/> is disposed.</summary>
    public sealed record Acquired(ExclusiveLockFile Lock) : LockAttempt;

    /// <summary>Another process holds it; <paramref name="ProcessId"/> is what it wrote into the file, null when unreadable.</summary>
    public sealed record HeldByOther(int? ProcessId) : LockAttempt;
}
