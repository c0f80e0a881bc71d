namespace MLSecOps.EdgeAgent.Update;

/// <summary>Runs a loop that must not die unseen. A failure of the outside world is handled inside; what escapes is a bug, and an agent that goes on with a dead loop would guard nothing and say so to nobody.</summary>
internal static class BrokenProgram
{
    /// <summary>Runs the loop on the pool; ends the process when it breaks, so that the service manager starts it anew and the break is on record.</summary>
    public static Task Watch(Func<Task> loop) => Task.Run(async () =>
    {
        try
        {
            await loop();
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            Environment.FailFast($"mlsec-agent: a loop broke, this is a bug: {bug.Message}", bug);
        }
    });

    /// <summary>Runs the loop of a thread, in the same way.</summary>
    public static void Guard(Action loop)
    {
        try
        {
            loop();
        }
#pragma warning disable CA1031 // What escapes a thread's loop is a bug of whatever kind; the process ends either way, here with words about where.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            Environment.FailFast($"mlsec-agent: a thread broke, this is a bug: {bug.Message}", bug);
        }
    }
}
