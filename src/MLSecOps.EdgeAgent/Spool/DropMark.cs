using System.Buffers.Binary;
using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Spool;

/// <summary>Keeps the newest <see cref="DropNote"/> in a file of fixed size, written in place: it must find room when there is none.</summary>
/// <remarks>Two slots in turn, each with a rising number: a power cut tears at most one. An empty note means that nothing is open.</remarks>
internal sealed class DropMark
{
    private const int SlotBytes = 512;
    private const int MostBody = SlotBytes - CheckedFrame.HeaderSize;

    private readonly string _path;
    private long _number;

    private DropMark(string path) => _path = path;

    /// <summary>The note that was open when the file was opened; null when none was.</summary>
    public DropNote? Open { get; private set; }

    /// <summary>Reads the file, and makes it when it is missing.</summary>
    public static DropMark Read(string path)
    {
        DropMark mark = new(path);
        byte[]? content = NumberedFiles.Read(path, 2 * SlotBytes, out long length);
        if (content is null || length != 2 * SlotBytes)
        {
            mark.Make();
            return mark;
        }

        for (int slot = 0; slot < 2; slot++)
        {
            if (CheckedFrame.TryRead(content.AsSpan(slot * SlotBytes, SlotBytes), MostBody, out ReadOnlySpan<byte> body) && body.Length >= sizeof(long)
                && BinaryPrimitives.ReadInt64LittleEndian(body) is { } number && number > mark._number)
            {
                mark._number = number;
                mark.Open = DropNote.Decode(body[sizeof(long)..]);
            }
        }

        return mark;
    }

    /// <summary>Keeps a note instead of the one before; null for none. What the disk refuses is not kept: then only a crash makes the figures inexact.</summary>
    public void Write(DropNote? note)
    {
        byte[] slot = new byte[SlotBytes];
        byte[] body = [.. new byte[sizeof(long)], .. note?.Encode() ?? []];
        BinaryPrimitives.WriteInt64LittleEndian(body, _number + 1);
        CheckedFrame.Wrap(body).CopyTo(slot, 0);
        try
        {
            DurableFile.Overwrite(_path, (_number + 1) % 2 * SlotBytes, slot);
            _number++;
        }
        catch (IOException)
        {
        }
    }

    private void Make()
    {
        try
        {
            AtomicFile.Write(_path, new byte[2 * SlotBytes]);
        }
        catch (IOException)
        {
        }
    }
}
