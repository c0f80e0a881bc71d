using System.Reflection;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Journal;
using MLSecOps.Core.Findings;

namespace MLSecOps.Architecture.Tests;

/// <summary>The tables that everything outside refers to: reasons, events, exit codes.</summary>
public sealed class CatalogueTests
{
    public static TheoryData<string> ReasonClasses => [.. typeof(Reason).Assembly.GetTypes().Where(type => type.Namespace == typeof(Reason).Namespace && type.Name.EndsWith("Reasons", StringComparison.Ordinal)).Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(ReasonClasses))]
    public void A_list_of_reasons_names_every_one(string name)
    {
        Type type = typeof(Reason).Assembly.GetType($"{typeof(Reason).Namespace}.{name}", throwOnError: true)!;
        Reason[] members = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Static).Where(member => member.PropertyType == typeof(Reason)).Select(member => (Reason)member.GetValue(null)!)];
        IReadOnlyList<Reason> all = (IReadOnlyList<Reason>)type.GetProperty("All")!.GetValue(null)!;
        Assert.Equal(members.OrderBy(reason => reason.Code, StringComparer.Ordinal), all.OrderBy(reason => reason.Code, StringComparer.Ordinal));
        Assert.All(members, reason => Assert.Contains(reason, ReasonCatalogue.All));
    }

    [Fact]
    public void Reason_codes_are_unique_and_shaped_alike()
    {
        Assert.NotEmpty(ReasonCatalogue.All);
        Assert.Equal(ReasonCatalogue.All.Count, ReasonCatalogue.All.Select(reason => reason.Code).Distinct(StringComparer.Ordinal).Count());
        Assert.All(ReasonCatalogue.All, reason =>
        {
            Assert.Matches("^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$", reason.Code);
            Assert.False(char.IsUpper(reason.Title[0]) && !char.IsUpper(reason.Title[1]), $"{reason.Code}: the title begins in lower case");
            Assert.False(reason.Title.EndsWith('.'), $"{reason.Code}: the title has no final period");
            Assert.True(reason.Meaning.Length > 20, $"{reason.Code}: the meaning says why it matters");
            Assert.True(reason.Class == ReasonClass.Notice || reason.Next.Length > 5, $"{reason.Code}: what does a person do next?");
        });
    }

    /// <summary>A code that nothing can give is a promise that nobody keeps.</summary>
    [Fact]
    public void Every_reason_is_given_somewhere()
    {
        string sources = string.Join('\n', Repository.Sources.SelectMany(file => file.Lines));
        var unused =
            from type in typeof(Reason).Assembly.GetTypes()
            where type.Namespace == typeof(Reason).Namespace && type.Name.EndsWith("Reasons", StringComparison.Ordinal)
            from member in type.GetProperties(BindingFlags.Public | BindingFlags.Static)
            where member.PropertyType == typeof(Reason) && !sources.Contains($"{type.Name}.{member.Name}", StringComparison.Ordinal)
            select $"{type.Name}.{member.Name}";
        Offenders.None(unused);
    }

    [Fact]
    public void A_reason_s_class_is_an_exit_code()
    {
        Assert.Equal(ExitCodes.All.Count, ExitCodes.All.Select(row => row.Code).Distinct().Count());
        Assert.Equal(ExitCodes.All.Count, ExitCodes.All.Select(row => row.Name).Distinct().Count());
        Assert.All(Enum.GetValues<ReasonClass>(), value => Assert.Equal((int)value, ExitCodes.For(value)));
        Assert.All(Enum.GetValues<ReasonClass>(), value => Assert.Contains(ExitCodes.All, row => row.Code == (int)value));
    }

    [Fact]
    public void The_list_of_events_names_every_one_once()
    {
        JournalEvent[] members = [.. new[] { typeof(JournalEvents), typeof(IdentityEvents), typeof(InspectionEvents), typeof(RehearsalEvents), typeof(ApplicationEvents) }.SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Static)).Where(member => member.PropertyType == typeof(JournalEvent)).Select(member => (JournalEvent)member.GetValue(null)!)];
        Assert.NotEmpty(members);
        Assert.Equal(members.OrderBy(row => row.Id, StringComparer.Ordinal), JournalEvents.All.OrderBy(row => row.Id, StringComparer.Ordinal));
        Assert.Equal(members.Length, members.Select(row => row.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(members.Length, members.Select(row => row.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(members, row => Assert.Matches("^[0-9a-f]{32}$", row.Id));
        Assert.All(members, row => Assert.Matches("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", row.Name));
    }
}
