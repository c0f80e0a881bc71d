using System.Globalization;

namespace MLSecOps.Benchmarks;

/// <summary>How much processor time everything but this process and its children took, this machine's other guests included.</summary>
internal sealed class OtherLoad
{
    // Both files count in hundredths of a second (USER_HZ); proc(5).
    private const double Tick = 0.01;

    private readonly (double All, double Own) _before = Read();

    /// <summary>Seconds of all cores together since this was made.</summary>
    public double Seconds
    {
        get
        {
            (double all, double own) = Read();
            return Math.Max(0, all - _before.All - (own - _before.Own));
        }
    }

    private static (double All, double Own) Read()
    {
        // cpu user nice system idle iowait irq softirq steal
        long[] machine = Numbers(File.ReadLines("/proc/stat").First(), 1);
        // After the name in brackets: utime, stime, cutime and cstime are fields 14 to 17.
        string self = File.ReadAllText("/proc/self/stat");
        long[] process = Numbers(self[(self.LastIndexOf(')') + 4)..], 0);
        return ((machine[..3].Sum() + machine[5..8].Sum()) * Tick, process[10..14].Sum() * Tick);
    }

    private static long[] Numbers(string line, int from) =>
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[from..].Select(text => long.TryParse(text, CultureInfo.InvariantCulture, out long value) ? value : 0)];
}
