namespace MLSecOps.Cli.Hub;

/// <summary>Asks again until there is an outcome or the time is up.</summary>
internal static class Polling
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Last = TimeSpan.FromSeconds(2);

    /// <summary>Asks at once, then at growing intervals of at most 2 s.</summary>
    /// <param name="ask">Gives what there is, and whether it is final.</param>
    /// <param name="limit">How long.</param>
    /// <param name="time">Measures it.</param>
    /// <param name="cancellationToken">Ctrl-C.</param>
    /// <returns>The newest, final or not.</returns>
    public static async Task<T> UntilAsync<T>(Func<Task<(T Value, bool Final)>> ask, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        TimeSpan pause = First;
        while (true)
        {
            (T value, bool final) = await ask();
            TimeSpan rest = limit - time.GetElapsedTime(start);
            if (final || rest <= TimeSpan.Zero)
            {
                return value;
            }

            await Task.Delay(pause < rest ? pause : rest, time, cancellationToken);
            pause = pause * 2 < Last ? pause * 2 : Last;
        }
    }
}
