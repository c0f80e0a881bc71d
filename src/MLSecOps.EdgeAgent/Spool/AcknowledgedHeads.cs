using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Chain;
using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Spool;

/// <summary>The newest acknowledged head of each epoch, on disk. Losing it does no harm: records are sent again, and the hub knows them.</summary>
internal sealed class AcknowledgedHeads
{
    private const int MostBytes = 64 << 10;
    private const int MostBody = 128;

    private readonly string _path;
    private List<ChainHead> _heads = [];

    private AcknowledgedHeads(string path) => _path = path;

    /// <summary>One head for each epoch, in the order of acknowledgement.</summary>
    public IReadOnlyList<ChainHead> All => _heads;

    /// <summary>Reads what is whole of the file.</summary>
    public static AcknowledgedHeads Open(string path)
    {
        AcknowledgedHeads heads = new(path);
        byte[]? content = NumberedFiles.Read(path, MostBytes, out _);
        ReadOnlySpan<byte> rest = content;
        while (CheckedFrame.TryRead(rest, MostBody, out ReadOnlySpan<byte> body) && ChainHeadCodec.Decode(body.ToArray()).TryGet(out ChainHead? head, out FormatFault? _))
        {
            heads._heads.Add(head);
            rest = rest[(CheckedFrame.HeaderSize + body.Length)..];
        }

        return heads;
    }

    /// <summary>The number up to which an epoch is acknowledged; 0 when nothing of it is.</summary>
    public long NumberOf(ChainEpoch epoch) => _heads.Find(head => head.Epoch == epoch)?.Sequence ?? 0;

    /// <summary>Keeps a head instead of the one that its epoch had; false when the disk refuses, and then nothing changes.</summary>
    /// <param name="newest">The head.</param>
    /// <param name="known">Epochs that still have links: others are forgotten.</param>
    public bool TryKeep(ChainHead newest, IEnumerable<ChainEpoch> known)
    {
        List<ChainHead> heads = [.. _heads.Where(head => head.Epoch != newest.Epoch && known.Contains(head.Epoch)), newest];
        try
        {
            AtomicFile.Write(_path, [.. heads.SelectMany(head => CheckedFrame.Wrap(ChainHeadCodec.Encode(head)))]);
            _heads = heads;
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
