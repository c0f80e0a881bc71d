using System.Globalization;
using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Spool;

/// <summary>Files of one folder whose names begin with a number of ten digits, so that their order is that of writing.</summary>
internal static class NumberedFiles
{
    private const int Digits = 10;

    /// <summary>A file's name.</summary>
    public static string Name(int number, string rest) => number.ToString("D10", CultureInfo.InvariantCulture) + rest;

    /// <summary>Number and rest of each name that has the form, by number. Anything else in the folder is left alone.</summary>
    public static IEnumerable<(int Number, string End)> In(string folder) => Directory.EnumerateFiles(folder)
        .Select(path => Path.GetFileName(path)!)
        .Where(name => name.Length > Digits && int.TryParse(name.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0)
        .Select(name => (int.Parse(name.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture), name[Digits..]))
        .OrderBy(each => each.Item1);

    /// <summary>Reads a file's first bytes; null when it cannot be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">Most bytes that are read.</param>
    /// <param name="length">The file's whole length.</param>
    public static byte[]? Read(string path, int most, out long length)
    {
        length = 0;
        try
        {
            using FileByteSource source = FileByteSource.Open(path);
            length = source.Length;
            byte[] content = new byte[Math.Min(length, most)];
            return source.Read(0, content) == content.Length ? content : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Reads a part of a file; null when it is not there whole.</summary>
    public static byte[]? ReadPart(string path, int at, int length)
    {
        try
        {
            using FileByteSource source = FileByteSource.Open(path);
            byte[] content = new byte[length];
            return source.Read(at, content) == length ? content : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Removes a file; one that cannot be removed is found again at the next start.</summary>
    public static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
        }
    }
}
