using System.Text;
using System.Text.Json;
using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.EdgeAgent.Spool;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.Formats.Chain;

namespace MLSecOps.EdgeAgent.Tests.Spool;

/// <summary>A state folder with a chain in it.</summary>
internal sealed class ChainFolder : IDisposable
{
    public const long Quota = 1 << 20;

    private const string MemoryFolder = "/dev/shm";

    // Thousands of flushes are made here that have nothing to wait for.
    private readonly string _folder = Path.Combine(Directory.Exists(MemoryFolder) ? MemoryFolder : Path.GetTempPath(), $"mlsec-{Guid.NewGuid():N}");

    public ChainFolder() => Directory.CreateDirectory(Layout.Root);

    public StoreLayout Layout => new(this["state"]);

    public string this[string name] => Path.Combine(_folder, name);

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    public RecordChain Open(long quota = Quota) => RecordChain.Open(Layout, quota, TimeProvider.System);

    public static SpooledRecord Add(RecordChain chain, string text, EventSeverity severity = EventSeverity.Notice, string? subject = "vision") =>
        Assert.IsType<AppendAttempt.Appended>(chain.Append(RecordTypes.Finding, severity, Text(text), subject)).Record;

    public static IReadOnlyList<SpooledRecord> All(RecordChain chain) => chain.Pending(-1, int.MaxValue);

    public static T Payload<T>(SpooledRecord record)
        where T : class => (T)JsonSerializer.Deserialize(record.Payload!.Value.Span, typeof(T), TelemetryJson.Default)!;

    /// <summary>Checks that what is pending of each epoch is a chain, and gives it by epoch.</summary>
    public static void AssertChained(IReadOnlyList<SpooledRecord> records)
    {
        foreach (IGrouping<ChainEpoch, SpooledRecord> epoch in records.GroupBy(record => record.Link.Epoch))
        {
            foreach ((SpooledRecord before, SpooledRecord after) in epoch.Zip(epoch.Skip(1)).Where(pair => pair.Second.Link.Sequence == pair.First.Link.Sequence + 1))
            {
                Assert.True(after.Link.Follows(before.Link.Head));
            }
        }
    }

    public string[] Logs() => [.. Directory.GetFiles(Layout.Chain, "*.links").Order(StringComparer.Ordinal)];

    public string[] Segments() => [.. Directory.GetFiles(Layout.Spool).Order(StringComparer.Ordinal)];

    /// <summary>Copies the state of now, as a disk image.</summary>
    public Dictionary<string, byte[]> Image() => new[] { Layout.Chain, Layout.Spool }.SelectMany(Directory.GetFiles)
        .ToDictionary(path => Path.GetRelativePath(Layout.Root, path), File.ReadAllBytes);

    /// <summary>Puts an image back.</summary>
    public void Restore(IReadOnlyDictionary<string, byte[]> image)
    {
        foreach (string path in new[] { Layout.Chain, Layout.Spool }.SelectMany(Directory.GetFiles))
        {
            File.Delete(path);
        }

        foreach ((string path, byte[] content) in image)
        {
            File.WriteAllBytes(Path.Combine(Layout.Root, path), content);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
