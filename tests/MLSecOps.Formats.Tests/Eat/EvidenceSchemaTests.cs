using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

using MLSecOps.Formats.Eat;

namespace MLSecOps.Formats.Tests.Eat;

/// <summary>The published CDDL and the table of keys say the same.</summary>
public sealed class EvidenceSchemaTests
{
    [Fact]
    public void The_CDDL_has_every_key_of_the_table_and_no_other()
    {
        string root = typeof(EvidenceSchemaTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;
        string[] lines = File.ReadAllLines(Path.Combine(root, "packaging", "docs", "reference", "evidence.cddl"));
        HashSet<int> published =
        [
            .. lines.Select(line => Regex.Match(line, @"^ +(\? )?(-?[0-9]+) =>")).Where(match => match.Success)
                .Select(match => int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)),
        ];
        HashSet<int> table = [.. typeof(EatKeys).GetFields().Select(field => (int)field.GetRawConstantValue()!)];
        Assert.NotEmpty(published);
        Assert.Equal(table.Order(), published.Order());
        Assert.Contains(lines, line => line.Contains(Convert.ToHexStringLower(EvidenceProfile.OidBytes), StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(EvidenceProfile.Oid, StringComparison.Ordinal));
        Assert.All(typeof(EatKeys).GetFields().Where(field => field.Name is not null && (int)field.GetRawConstantValue()! < 0), field => Assert.True((int)field.GetRawConstantValue()! < -65536));
    }
}
