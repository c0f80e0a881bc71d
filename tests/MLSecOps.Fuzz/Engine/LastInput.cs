using System.IO.MemoryMappedFiles;

namespace MLSecOps.Fuzz.Engine;

/// <summary>The input that is being tried, in a mapped file: when it takes the whole process down (a stack overflow cannot be caught), the file still has it.</summary>
internal sealed class LastInput : IDisposable
{
    private static readonly string Folder = Path.Combine(Corpus.Root, "artifacts", "fuzz");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _path;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly Timer _watch;
    private int _tries, _seen = -1;

    public LastInput(string target, int mostBytes)
    {
        Directory.CreateDirectory(Folder);
        _path = Path.Combine(Folder, $"{target}.{Environment.ProcessId}.last");
        _file = MemoryMappedFile.CreateFromFile(_path, FileMode.Create, null, sizeof(int) + mostBytes);
        _view = _file.CreateViewAccessor();
        _watch = new Timer(_ => StopIfStuck(target), null, Patience, Patience);
    }

    /// <summary>The newest input that was left behind.</summary>
    public static byte[] Left(string target)
    {
        byte[] noted = File.ReadAllBytes(Directory.GetFiles(Folder, $"{target}.*.last").OrderByDescending(File.GetLastWriteTimeUtc).First());
        return noted.AsSpan(sizeof(int), BitConverter.ToInt32(noted)).ToArray();
    }

    /// <summary>Notes an input: four bytes of length, little-endian, then the bytes.</summary>
    public void Note(byte[] input)
    {
        _view.Write(0, input.Length);
        _view.WriteArray(sizeof(int), input, 0, input.Length);
        Interlocked.Increment(ref _tries);
    }

    public void Dispose()
    {
        _watch.Dispose();
        _view.Dispose();
        _file.Dispose();
        File.Delete(_path);
    }

    private void StopIfStuck(string target)
    {
        int now = Volatile.Read(ref _tries);
        if (now == _seen)
        {
            Environment.FailFast($"{target} has not come back from one input for {Patience.TotalSeconds} s; {_path} has it (after 4 bytes of length): `replay-last {target}` gives it again");
        }

        _seen = now;
    }
}
