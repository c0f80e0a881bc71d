using MLSecOps.Linux.Watching;

namespace MLSecOps.EdgeAgent.Watch;

/// <summary>Turns the kernel's notices into "look again": per topic, coalesced, never lost. What changed is found by looking, not by believing the notice.</summary>
internal sealed class FolderWatch : IAsyncDisposable
{
    /// <summary>How long notices are gathered before looking: a copy of a file makes thousands.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(50);

    private readonly FolderWatcher _watcher = FolderWatcher.Start();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Action> _topics = new(StringComparer.Ordinal);
    private readonly HashSet<Action> _pending = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeProvider _time;
    private readonly Action<string> _lost;
    private readonly Task _loop;

    /// <param name="time">The clock of the settling time.</param>
    /// <param name="lost">Told when the kernel's notices end: from then on only the schedule looks.</param>
    public FolderWatch(TimeProvider time, Action<string> lost)
    {
        _time = time;
        _lost = lost;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Looks after a folder and all folders in it. Called again for the same folder it takes in new subfolders.</summary>
    /// <param name="folder">May be missing: then there is nothing to watch.</param>
    /// <param name="look">Called, never twice at once, after something in it changed.</param>
    public void Watch(string folder, Action look)
    {
        if (_stopping.IsCancellationRequested || !Directory.Exists(folder))
        {
            return;
        }

        foreach (string each in Directory.EnumerateDirectories(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Prepend(folder))
        {
            lock (_gate)
            {
                _topics[each] = look;
            }

            try
            {
                _watcher.Add(each);
            }
            catch (IOException)
            {
                // Removed meanwhile, or the kernel's limit of watches is reached: the schedule still looks.
                _lost(each);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _watcher.Dispose();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        await foreach (FolderChange change in _watcher.ReadAllAsync(_stopping.Token))
        {
            bool first;
            lock (_gate)
            {
                first = _pending.Count == 0;
                if (change.Kind.HasFlag(FolderChangeKind.EverythingMayHaveChanged))
                {
                    _pending.UnionWith(_topics.Values);
                }
                else if (_topics.TryGetValue(change.Folder, out Action? look))
                {
                    _pending.Add(look);
                }

                first &= _pending.Count > 0;
            }

            if (first)
            {
                _ = LookSoonAsync();
            }
        }
    }

    private async Task LookSoonAsync()
    {
        await Task.Delay(Settling, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Action[] looks;
        lock (_gate)
        {
            looks = [.. _pending];
            _pending.Clear();
        }

        foreach (Action look in looks)
        {
            look();
        }
    }
}
