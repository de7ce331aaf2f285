"""The screening of a population as a job for Apache Spark.

    spark-submit --master local[2] deploy/spark/screen_job.py FILES... --out DIR --as-of YYYY-MM-DD --key-file KEY

Every node needs Python with imatinib-cds[population]; set PYSPARK_PYTHON to it. The assessments and their digest are
those of ``imatinib-cds screen``. The output is the table with its documents as Parquet; a summary is printed as JSON.
"""

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema

from cds_service.population.canonical import digest_all
from cds_service.population.header import MAX_ROUNDS
from cds_service.population.judge import Judge
from cds_service.population.patient import Terms, find_unoffered_queries
from cds_service.population.pseudonyms import make_key, read_key
from cds_service.population.signs import MAX_DEPTH, MEDICATION
from cds_service.population.spark import BAD, LINES, ROWS, make_judge, make_line_reader
from fhir_mappings import NO_TRANSLATION


def read_lines(spark: SparkSession, paths: list[str]) -> DataFrame:
    """Read the lines that assessments may rest on."""
    texts = spark.read.option("lineSep", "\n").text(paths).select(F.col("value").cast("binary").alias("line"))
    return texts.mapInArrow(make_line_reader(NO_TRANSLATION), from_arrow_schema(LINES))


def select_patients(heads: DataFrame) -> DataFrame:
    """Select the patients with a line that may be a sign of CML, also one behind references to Medications."""
    references = heads.select("patient", "type", "id", F.explode("targets").alias("target"))
    edges = references.where(F.col("target.type") == MEDICATION)
    medications = {row.id for row in heads.where((F.col("type") == MEDICATION) & F.col("is_candidate")).collect()}
    new = set(medications)
    for _ in range(MAX_DEPTH):
        holders = edges.where((F.col("type") == MEDICATION) & F.col("target.id").isin(sorted(new)))
        new = {row.id for row in holders.select("id").distinct().collect()} - medications
        if not new:
            break
        medications |= new
    named = heads.where("is_candidate and patient is not null").select("patient")
    behind = edges.where(F.col("patient").isNotNull() & F.col("target.id").isin(sorted(medications)))
    return named.union(behind.select("patient")).distinct()


def collect_lines(lines: DataFrame, patients: DataFrame) -> DataFrame:
    """Collect the lines of the patients, and those that they refer to, wherever they stand."""
    collected = (
        lines.join(F.broadcast(patients), "patient").select("patient", "type", "id", "line", "targets").persist()
    )
    for _ in range(MAX_ROUNDS):
        targets = collected.select("patient", F.explode("targets").alias("target"))
        wanted = targets.select("patient", "target.type", "target.id").distinct()
        missing = wanted.join(collected, ["patient", "type", "id"], "left_anti")
        found = missing.join(lines.drop("patient", "is_candidate"), ["type", "id"])
        if found.isEmpty():
            break
        collected = collected.union(found.select(collected.columns)).persist()
    return collected.select("patient", "line")


def main() -> None:
    """Run the job."""
    parser = argparse.ArgumentParser(description="Screen a population on Apache Spark.")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--out", required=True)
    parser.add_argument("--as-of", type=date.fromisoformat, required=True)
    parser.add_argument("--key-file", type=Path)
    parser.add_argument("--with-words", action="store_true")
    parser.add_argument("--with-ids", action="store_true")
    parser.add_argument("--explain", action="store_true", help="print the plan of the last step, and what it shuffles")
    options = parser.parse_args()
    spark = SparkSession.builder.appName("imatinib-cds screen").getOrCreate()
    lines = read_lines(spark, options.paths)
    heads = lines.drop("line").persist()  # of the lines themselves, only those of few patients are kept
    types = {row.type for row in heads.select("type").distinct().collect()}
    judge = Judge(
        terms=Terms(as_of=options.as_of, not_offered=find_unoffered_queries(types)),
        key=read_key(options.key_file) if options.key_file else make_key(),
        with_words=options.with_words,
        with_ids=options.with_ids,
    )
    grouped = collect_lines(lines, select_patients(heads)).groupBy("patient").agg(F.collect_list("line").alias("lines"))
    rows = grouped.mapInArrow(make_judge(judge), from_arrow_schema(ROWS))
    if options.explain:
        rows.explain()
    rows.write.mode("overwrite").parquet(options.out)
    written = spark.read.parquet(options.out)
    digests = [bytes(row._digest) for row in written.where("_error is null").select("_digest").collect()]
    failed = written.where("_error is not null").count()
    bad = heads.where(F.col("type") == BAD).count()
    sys.stdout.write(
        json.dumps({"digest": digest_all(digests), "assessed": len(digests), "failed": failed, "bad_lines": bad})
    )
    spark.stop()
    if failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
