using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Evidence;

/// <summary>How often the system was started, as far as the agent saw it, and what tells this start from every other.</summary>
/// <param name="Count">Rises by one whenever the kernel's boot id is another one than before; 1 at first.</param>
/// <param name="Seed">16 bytes: the kernel's boot id.</param>
internal sealed record BootCounter(long Count, ReadOnlyMemory<byte> Seed)
{
    private const string KernelFile = "/proc/sys/kernel/random/boot_id";
    private const int MostBytes = 128;

    /// <summary>Reads the boot id, and counts it when it is new. What the disk refuses to keep is counted again at the next start of the agent.</summary>
    /// <param name="layout">Where the count is kept.</param>
    /// <param name="kernelFile">Another file than the kernel's, in a test.</param>
    public static BootCounter Read(StoreLayout layout, string kernelFile = KernelFile)
    {
        string file = Path.Combine(layout.State, "boot");
        Guid boot = Parse(ReadLine(kernelFile)) ?? new Guid(RandomNumberGenerator.GetBytes(16));
        string[] kept = (ReadLine(file) ?? string.Empty).Split(' ');
        bool known = kept.Length == 2 && long.TryParse(kept[0], NumberStyles.None, CultureInfo.InvariantCulture, out _);
        long count = known ? long.Parse(kept[0], CultureInfo.InvariantCulture) : 0;
        if (!known || Parse(kept[1]) != boot)
        {
            count = count < long.MaxValue ? count + 1 : count;
            Keep(file, $"{count} {boot:D}\n");
        }

        return new BootCounter(count, boot.ToByteArray(bigEndian: true));
    }

    private static Guid? Parse(string? text) => Guid.TryParseExact(text, "D", out Guid id) ? id : null;

    private static string? ReadLine(string file)
    {
        try
        {
            using FileByteSource source = FileByteSource.Open(file);
            byte[] content = new byte[MostBytes];
            return Encoding.ASCII.GetString(content, 0, source.Read(0, content)).Trim();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void Keep(string file, string line)
    {
        try
        {
            AtomicFile.Write(file, Encoding.ASCII.GetBytes(line));
        }
        catch (IOException)
        {
        }
    }
}
