using MLSecOps.Core.Digests;
using MLSecOps.Sandbox.Rehearsal;

namespace MLSecOps.Sandbox.Tests.Rehearsal;

public sealed class EngineIdentityTests
{
    private static readonly EngineIdentity Engine = new(Sha256Digest.Of([1]), Sha256Digest.Of([2]), "p", "x64", "cpu");

    [Fact]
    public void Every_part_changes_the_key()
    {
        EngineIdentity[] others =
        [
            Engine with { Worker = Sha256Digest.Of([9]) }, Engine with { OnnxRuntime = Sha256Digest.Of([9]) }, Engine with { Provider = "q" },
            Engine with { Architecture = "arm64" }, Engine with { Cpu = "other" },
        ];
        Assert.Equal(Engine.Key, (Engine with { }).Key);
        Assert.Equal(others.Length + 1, others.Append(Engine).Select(engine => engine.Key).Distinct().Count());
    }

    [Fact]
    public void The_processor_has_one_name_from_call_to_call()
    {
        Assert.Equal(CpuIdentity.Read(), CpuIdentity.Read());
        Assert.NotEqual("", CpuIdentity.Read());
    }

    [Fact]
    public void Kinds_of_arm_cores_count_once_in_any_order()
    {
        const string little = "processor\t: {0}\nBogoMIPS\t: 48.00\nFeatures\t: fp asimd\nCPU implementer\t: 0x41\nCPU part\t: 0xd03\n";
        const string big = "processor\t: {0}\nFeatures\t: fp asimd\nCPU implementer\t: 0x41\nCPU part\t: 0xd08\n";
        string four = string.Format($"{little}\n{little}\n{big}\n{big}", 0);

        Assert.Equal(CpuIdentity.FromCpuInfo(four), CpuIdentity.FromCpuInfo($"{string.Format(big, 5)}\n{string.Format(little, 7).Replace("48.00", "50.00")}"));
        Assert.NotEqual(CpuIdentity.FromCpuInfo(four), CpuIdentity.FromCpuInfo(string.Format(little, 0)));
        Assert.NotEqual(CpuIdentity.FromCpuInfo(four), CpuIdentity.FromCpuInfo(four.Replace("asimd", "asimd aes")));
        Assert.Equal("unknown", CpuIdentity.FromCpuInfo(""));
    }
}
