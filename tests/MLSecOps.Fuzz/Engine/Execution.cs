using System.Diagnostics;

using MLSecOps.Core.Bytes;

namespace MLSecOps.Fuzz.Engine;

/// <summary>Gives one input to a target and holds what must hold for every parser.</summary>
internal static class Execution
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>Runs once.</summary>
    /// <param name="target">The parser.</param>
    /// <param name="input">Any bytes.</param>
    /// <param name="reading">What it made of them.</param>
    /// <returns>Null when all held.</returns>
    public static Crash? Run(FuzzTarget target, byte[] input, out Reading reading)
    {
        reading = default;
        try
        {
            reading = Measure(target, input, out long allocated, out TimeSpan took);
            long most = target.BytesAlways + ((long)target.BytesPerByte * input.Length);
            if (allocated > most || took > Longest)
            {
                // The first of its kind also pays for what is made once, or the machine was held up; the parser itself does the same again.
                reading = Measure(target, input, out allocated, out took);
            }

            BrokenInvariantException.Unless(allocated <= most, $"bounded allocation: {allocated} bytes for an input of {input.Length}, at most {most}");
            BrokenInvariantException.Unless(took < Longest, $"bounded time: {took.TotalSeconds:F1} s for an input of {input.Length} bytes");
            if (reading.Fault is { } fault)
            {
                BrokenInvariantException.Unless(fault.Offset >= 0 && fault.Offset <= input.Length, $"the fault's offset lies in the input: {fault.Offset} of {input.Length} ({fault.Reason.Code})");
            }

            reading.Check?.Invoke();
            return null;
        }
        catch (BrokenInvariantException broken)
        {
            return new Crash(broken.Message.Split(':')[0], broken.Message, input);
        }
        catch (Exception escaped)
        {
            return new Crash(escaped.GetType().Name, escaped.ToString(), input);
        }
    }

    private static Reading Measure(FuzzTarget target, byte[] input, out long allocated, out TimeSpan took)
    {
        long began = Stopwatch.GetTimestamp(), before = GC.GetAllocatedBytesForCurrentThread();
        Reading reading = target.Read(input);
        took = Stopwatch.GetElapsedTime(began);
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return reading;
    }
}
