using MLSecOps.Formats.Chain;
using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Spool;

/// <summary>The log of links, authoritative and append-only: files of frames, each file one unbroken piece of one epoch, a new epoch in a new file.</summary>
/// <remarks>Nothing is repaired in place. What follows a damage in a file is not read; the chain begins a new epoch, and the damaged file becomes history.</remarks>
internal sealed class LinkLog
{
    /// <summary>A file that is longer is followed by a new one; some hundred links.</summary>
    private const int RotateBytes = 64 << 10;

    private const int MostBytes = RotateBytes + CheckedFrame.HeaderSize + LoggedLink.MostBytes;
    private const string Suffix = ".links";

    private readonly string _folder;
    private readonly List<int> _files = [];
    private int _newest;
    private int _length;

    private LinkLog(string folder) => _folder = folder;

    /// <summary>The last valid link that was found when the log was opened; null when there was none.</summary>
    public ChainLink? Last { get; private set; }

    /// <summary>True when every byte of the newest epoch is a link that follows the one before it.</summary>
    public bool IsIntact { get; private set; } = true;

    /// <summary>True when no file holds anything.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Reads all files.</summary>
    /// <param name="folder">Exists.</param>
    /// <param name="visit">Gets each valid link, in order.</param>
    public static LinkLog Open(string folder, Action<LoggedLink, LinkPlace> visit)
    {
        LinkLog log = new(folder);
        foreach ((int number, _) in NumberedFiles.In(folder).Where(file => file.End == Suffix))
        {
            log.Scan(number, visit);
        }

        return log;
    }

    /// <summary>The next link goes to a new file.</summary>
    public void StartFile()
    {
        _newest++;
        _length = 0;
    }

    /// <summary>Appends a link; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">The disk refused: see <see cref="Undo"/>.</exception>
    public LinkPlace Append(LoggedLink link)
    {
        if (_length > RotateBytes || _newest == 0)
        {
            StartFile();
        }

        byte[] frame = CheckedFrame.Wrap(link.Encode());
        if (_files.Count == 0 || _files[^1] != _newest)
        {
            _files.Add(_newest);
        }

        DurableFile.Append(PathOf(_newest), _length, frame);
        LinkPlace place = new(_newest, _length, frame.Length);
        _length += frame.Length;
        return place;
    }

    /// <summary>Takes back what an append left that failed, or whose link must not count. False when the disk refuses that too: then nobody knows what the log holds.</summary>
    /// <param name="place">Where the link lies that must not count; null when the append itself failed.</param>
    public bool Undo(LinkPlace? place)
    {
        if (place is { } kept)
        {
            _length = kept.At;
        }

        try
        {
            string path = PathOf(_newest);
            if (File.Exists(path))
            {
                DurableFile.Cut(path, _length);
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Reads one link again; null when it is not there any more.</summary>
    public LoggedLink? Read(LinkPlace place)
    {
        byte[]? frame = NumberedFiles.ReadPart(PathOf(place.File), place.At, place.Length);
        return frame is not null && CheckedFrame.TryRead(frame, LoggedLink.MostBytes, out ReadOnlySpan<byte> body) ? LoggedLink.Decode(body) : null;
    }

    /// <summary>Removes the files before a file.</summary>
    public void RemoveBefore(int file)
    {
        foreach (int old in _files.Where(number => number < file).ToArray())
        {
            NumberedFiles.Remove(PathOf(old));
            _files.Remove(old);
        }
    }

    private void Scan(int number, Action<LoggedLink, LinkPlace> visit)
    {
        _files.Add(number);
        _newest = number;
        byte[]? content = NumberedFiles.Read(PathOf(number), MostBytes, out long whole);
        _length = 0;
        bool follows = true;
        ReadOnlySpan<byte> rest = content;
        while (CheckedFrame.TryRead(rest, LoggedLink.MostBytes, out ReadOnlySpan<byte> body)
            && LoggedLink.Decode(body) is { } link && (_length == 0 || link.Link.Follows(Last!.Head)))
        {
            if (_length == 0)
            {
                follows = Continues(link.Link);
            }

            int length = CheckedFrame.HeaderSize + body.Length;
            visit(link, new LinkPlace(number, _length, length));
            Last = link.Link;
            _length += length;
            rest = rest[length..];
        }

        bool damaged = content is null || whole > _length;
        IsEmpty &= content is not null && whole == 0;
        IsIntact &= follows && !damaged;
    }

    // The first file that is left may begin anywhere, since older ones are removed once nobody needs them. What is wrong in
    // files of an earlier epoch was said when the next one began.
    private bool Continues(ChainLink first)
    {
        if (Last is { } before && before.Epoch == first.Epoch)
        {
            return first.Follows(before.Head);
        }

        bool begins = first.Sequence == 1 || (Last is null && IsIntact);
        IsIntact = true;
        return begins;
    }

    private string PathOf(int number) => Path.Combine(_folder, NumberedFiles.Name(number, Suffix));
}
