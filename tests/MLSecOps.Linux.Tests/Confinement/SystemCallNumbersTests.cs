using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using MLSecOps.Linux.Confinement;
using MLSecOps.TestKit;

namespace MLSecOps.Linux.Tests.Confinement;

public sealed class SystemCallNumbersTests
{
    /// <summary>Younger than the headers of Debian 12; from the kernel's scripts/syscall.tbl.</summary>
    private static readonly Dictionary<string, int> Younger = new() { ["fchmodat2"] = 452, ["setxattrat"] = 463, ["removexattrat"] = 466, ["file_setattr"] = 469 };

    [Theory]
    [InlineData("gcc", Architecture.X64)]
    [InlineData("aarch64-linux-gnu-gcc", Architecture.Arm64)]
    public async Task The_table_is_what_the_kernels_headers_say(string compiler, Architecture architecture)
    {
        Assert.SkipUnless(ToolRun.Exists(compiler), $"{compiler} is not installed");
        using var folder = new ScratchFolder();
        // The preprocessor resolves every number, through whatever header defines it.
        string source = folder.Write("calls.c", System.Text.Encoding.ASCII.GetBytes(
            "#include <asm/unistd.h>\n" + string.Concat(SystemCallNumbers.Names.Select(name => $"call {name} = __NR_{name} ;\n"))));
        string expanded = await ToolRun.Must(compiler, "-E", "-P", source);
        Dictionary<string, int> numbers = Regex.Matches(expanded, @"call (\S+) = (\d+) ;").ToDictionary(match => match.Groups[1].Value, match => int.Parse(match.Groups[2].Value));
        Assert.True(numbers.Count > 150, "the headers were not understood");
        Assert.All(SystemCallNumbers.Names, name =>
        {
            int? expected = numbers.TryGetValue(name, out int number) ? number : Younger.TryGetValue(name, out int younger) ? younger : null;
            Assert.True(expected == SystemCallNumbers.Of(name, architecture), $"{name}: {expected} in the headers, {SystemCallNumbers.Of(name, architecture)} in the table");
        });
    }
}
