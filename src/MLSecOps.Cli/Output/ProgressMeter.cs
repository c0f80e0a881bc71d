using System.Globalization;

namespace MLSecOps.Cli.Output;

/// <summary>Progress for a person who waits: on standard error, on a terminal only, after 500 ms, with rate and remaining time; erased at the end.</summary>
internal sealed class ProgressMeter : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Surroundings _surroundings;
    private readonly string _what;
    private readonly long _total;
    private readonly bool _visible;
    private readonly long _start;
    private long _done;
    private TimeSpan _shownAt;
    private int _width;

    /// <param name="surroundings">Where to write, and the clock.</param>
    /// <param name="options">Nothing shows with <c>--json</c> or <c>--quiet</c>.</param>
    /// <param name="what">A word such as <c>verifying</c>.</param>
    /// <param name="total">Bytes to come.</param>
    public ProgressMeter(Surroundings surroundings, PrintOptions options, string what, long total)
    {
        _surroundings = surroundings;
        _what = what;
        _total = total;
        _visible = surroundings.ErrorIsTerminal && !options.Json && !options.Quiet && surroundings.Value("TERM") != "dumb";
        _start = surroundings.Time.GetTimestamp();
    }

    /// <summary>Counts bytes done.</summary>
    public void Add(long bytes)
    {
        _done += bytes;
        TimeSpan elapsed = _surroundings.Time.GetElapsedTime(_start);
        if (_visible && elapsed >= Patience && (_width == 0 || elapsed - _shownAt >= Interval))
        {
            _shownAt = elapsed;
            Show(elapsed);
        }
    }

    public void Dispose()
    {
        if (_width > 0)
        {
            _surroundings.Error.Write("\r" + new string(' ', _width) + "\r");
            _surroundings.Error.Flush();
        }
    }

    private void Show(TimeSpan elapsed)
    {
        double rate = _done / elapsed.TotalSeconds;
        double remaining = rate > 0 ? Math.Max(0, _total - _done) / rate : 0;
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"mlsec: {_what}: {_done >> 20} of {_total >> 20} MiB, {rate / (1 << 20):0} MiB/s, {Math.Ceiling(remaining):0} s left");
        _surroundings.Error.Write("\r" + text.PadRight(_width));
        _surroundings.Error.Flush();
        _width = Math.Max(_width, text.Length);
    }
}
