using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Arm = System.Runtime.Intrinsics.Arm;

namespace MLSecOps.Worker;

/// <summary>What the processor says about itself, without reading a file: the worker has none.</summary>
internal static class CpuFeatures
{
    private const uint ExtendedLeaves = 0x8000_0000;
    private const uint BrandLeaf = 0x8000_0002;

    /// <summary>Brand on x64, instruction sets on arm64.</summary>
    public static string Describe() => X86Base.IsSupported ? Brand() : ArmSets();

    // CPUID leaves 80000002h..80000004h: 48 bytes of text, padded with zeros and spaces.
    private static string Brand()
    {
        if ((uint)X86Base.CpuId(unchecked((int)ExtendedLeaves), 0).Eax < BrandLeaf + 2)
        {
            return "";
        }

        Span<int> registers = stackalloc int[12];
        for (int leaf = 0; leaf < 3; leaf++)
        {
            (registers[leaf * 4], registers[(leaf * 4) + 1], registers[(leaf * 4) + 2], registers[(leaf * 4) + 3]) =
                X86Base.CpuId(unchecked((int)(BrandLeaf + (uint)leaf)), 0);
        }

        return System.Text.Encoding.ASCII.GetString(MemoryMarshal.AsBytes(registers)).Trim('\0', ' ');
    }

    private static string ArmSets() => string.Join(' ', new (string Name, bool Supported)[]
    {
        ("asimd", Arm.AdvSimd.IsSupported), ("aes", Arm.Aes.IsSupported), ("crc32", Arm.Crc32.IsSupported),
        ("dotprod", Arm.Dp.IsSupported), ("rdm", Arm.Rdm.IsSupported), ("sha256", Arm.Sha256.IsSupported),
    }.Where(set => set.Supported).Select(set => set.Name));
}
