using System.Runtime.Intrinsics.X86;
using System.Text;
using MLSecOps.Core.Digests;

namespace MLSecOps.Sandbox.Rehearsal;

/// <summary>Names the processor, so that a pass on one kind does not count on another: kernels choose their code by it, and so the last bits of a result.</summary>
internal static class CpuIdentity
{
    private static readonly string[] ArmKeys = ["CPU implementer", "CPU architecture", "CPU variant", "CPU part", "CPU revision", "Features"];

    /// <summary>This machine's processor. On x64 asked by CPUID, else from <c>/proc/cpuinfo</c>; <c>unknown</c> where that is hidden.</summary>
    public static string Read()
    {
        if (X86Base.IsSupported)
        {
            return FromCpuId();
        }

        try
        {
            return FromCpuInfo(File.ReadAllText("/proc/cpuinfo"));
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }

    /// <summary>The kinds of core that an arm64 kernel lists, each once: a big.LITTLE system has several.</summary>
    public static string FromCpuInfo(string text)
    {
        IEnumerable<string> cores = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(Core).Where(core => core.Length > 0).Distinct().Order(StringComparer.Ordinal);
        string all = string.Join('|', cores);
        return all.Length == 0 ? "unknown" : $"arm {Short(all)}";
    }

    // Leaf 0: vendor; 1: signature and features; 7: more features. Leaf 1 EBX and the OS bits differ from core to core or call to call and stay out.
    private static string FromCpuId()
    {
        const int osBits = (1 << 27) | (1 << 31);
        (int max, int b, int c, int d) = X86Base.CpuId(0, 0);
        string vendor = Encoding.ASCII.GetString([.. BitConverter.GetBytes(b), .. BitConverter.GetBytes(d), .. BitConverter.GetBytes(c)]);
        (int signature, _, int features, int moreFeatures) = X86Base.CpuId(1, 0);
        (_, int leaf7B, int leaf7C, int leaf7D) = max >= 7 ? X86Base.CpuId(7, 0) : default;
        return $"{vendor} {signature:x8} {Short($"{features & ~osBits:x8}{moreFeatures:x8}{leaf7B:x8}{leaf7C:x8}{leaf7D:x8}")}";
    }

    private static string Core(string block)
    {
        var lines = block.Split('\n').Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2).ToLookup(pair => pair[0].Trim(), pair => pair[1].Trim());
        return string.Join(' ', ArmKeys.SelectMany(key => lines[key].Take(1).Select(value => $"{key}={value}")));
    }

    private static string Short(string text) => Sha256Digest.Of(Encoding.UTF8.GetBytes(text)).Short;
}
