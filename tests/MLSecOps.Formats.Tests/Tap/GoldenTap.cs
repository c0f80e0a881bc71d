using MLSecOps.Formats.Tap;

namespace MLSecOps.Formats.Tests.Tap;

/// <summary>The golden messages, made by <c>make_golden.py</c>.</summary>
internal static class GoldenTap
{
    public const ulong Token = 0x1122334455667788;

    public static string Folder { get; } = System.IO.Path.Combine(Root(), "tests", "MLSecOps.Formats.Tests", "Tap");

    public static string Text { get; } = File.ReadAllText(System.IO.Path.Combine(Folder, "Goldens", "tap.hex"));

    public static IReadOnlyDictionary<string, byte[]> All { get; } = Read();

    public static TapSide SideOf(string name) => name is "canary" or "sample" ? TapSide.Agent : TapSide.Application;

    private static Dictionary<string, byte[]> Read()
    {
        Dictionary<string, byte[]> all = Text.Split("# ", StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('\n'))
            .ToDictionary(lines => lines[0], lines => Convert.FromHexString(string.Concat(lines[1..])));
        return all.Count > 0 ? all : throw new InvalidOperationException("no golden messages");
    }

    private static string Root() => typeof(GoldenTap).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
        .Cast<System.Reflection.AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;
}
