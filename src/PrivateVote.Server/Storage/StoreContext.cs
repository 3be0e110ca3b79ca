using Microsoft.EntityFrameworkCore;

namespace PrivateVote.Server.Storage;

/// <summary>The tables of the embedded store. Rows name their log by a number, which is shorter than its id.</summary>
internal sealed class StoreContext(DbContextOptions<StoreContext> options) : DbContext(options)
{
    public DbSet<LogRow> Logs => Set<LogRow>();

    public DbSet<EntryRow> Entries => Set<EntryRow>();

    public DbSet<SlotRow> Slots => Set<SlotRow>();

    public DbSet<EvidenceRow> Evidence => Set<EvidenceRow>();

    public DbSet<CheckpointRow> Checkpoints => Set<CheckpointRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<LogRow>(log =>
        {
            log.ToTable("logs").HasKey(row => row.Number);
            log.HasIndex(row => row.Id).IsUnique();
            log.HasIndex(row => row.Election);
        });
        modelBuilder.Entity<EntryRow>(entry =>
        {
            entry.ToTable("entries").HasKey(row => new { row.Log, row.Index });
            entry.HasIndex(row => new { row.Log, row.Key }).IsUnique();
        });
        modelBuilder.Entity<SlotRow>().ToTable("slots").HasKey(row => new { row.Log, row.Slot });
        modelBuilder.Entity<EvidenceRow>().ToTable("evidence").HasKey(row => new { row.Log, row.Index });
        modelBuilder.Entity<CheckpointRow>().ToTable("checkpoints").HasKey(row => new { row.Log, row.Size });
    }
}

internal sealed class LogRow
{
    public long Number { get; set; }

    public required byte[] Id { get; set; }

    public long Size { get; set; }

    public required string Checkpoint { get; set; }

    public bool Keep { get; set; }

    public byte[]? Election { get; set; }

    public required string Summary { get; set; }

    public LogHead ToHead() => new(Size, Checkpoint, Keep, Election, Summary);
}

internal sealed class EntryRow
{
    public long Log { get; set; }

    public long Index { get; set; }

    public required byte[] Key { get; set; }

    public required byte[] Line { get; set; }
}

internal sealed class SlotRow
{
    public long Log { get; set; }

    public required byte[] Slot { get; set; }

    public long Head { get; set; }
}

internal sealed class EvidenceRow
{
    public long Log { get; set; }

    public long Index { get; set; }

    public required byte[] Sealed { get; set; }
}

internal sealed class CheckpointRow
{
    public long Log { get; set; }

    public long Size { get; set; }

    public required string Note { get; set; }
}
